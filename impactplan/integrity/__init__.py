"""What can be wrong with the content of a database, found by looking at all of it."""
