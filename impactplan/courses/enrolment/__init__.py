"""Who is in a round: invited, enrolled, grouped; participants and staff."""
