"""Views of accounts, one file for each thing that a person comes to do."""
