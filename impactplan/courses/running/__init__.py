"""A round at a glance, for whom runs it: numbers, progress, what is to be done."""
