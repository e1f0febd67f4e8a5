"""A round at a glance, for those who run it: numbers, progress, what is to be done."""
