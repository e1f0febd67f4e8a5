"""The formulas of the course: pure, exact (Decimal), with the steps that the pages show.

Shares are fractions (0.6 for 60 %). Nothing is rounded but where a formula says so; showing is the caller's.
"""
