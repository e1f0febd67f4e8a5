"""Measurements: ``make bench`` prints them side by side with a bare Flask page, in one run."""
