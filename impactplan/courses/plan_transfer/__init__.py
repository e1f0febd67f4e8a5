"""A plan that passes between colleagues, and colleagues who join as co-authors."""
