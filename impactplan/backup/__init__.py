"""Backups that prove themselves, and putting one back.

A backup holds the content of the tables, not a database's own files: what one kind of database wrote, the other reads.
"""
