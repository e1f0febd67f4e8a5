"""Who is in a round: pasted, invited, accepted, grouped; and what passes between colleagues."""
