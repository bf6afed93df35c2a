"""What the summary report of a federation says: the cases of its unions side by side, each opened once."""
