"""What a round is told by mail: notices to its people, and a coordinator's own mail."""
