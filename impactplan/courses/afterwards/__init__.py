"""After the course: the yearly question, and how long what is known of people is kept."""
