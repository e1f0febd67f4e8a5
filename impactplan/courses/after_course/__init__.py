"""After the course: the yearly question, and how long the data of a round's people are kept."""
