"""Importing people into a round: a pasted list, read, validated, previewed."""
