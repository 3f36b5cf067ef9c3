"""What the labeller sees of a claim, and what its labels and the rules say together."""
