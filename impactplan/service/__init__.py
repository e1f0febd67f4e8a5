"""The program as something that an operator runs: what it needs to start, and how it fares."""
