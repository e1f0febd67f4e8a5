"""Emails to the people of a round: about changes, and those that a coordinator writes."""
