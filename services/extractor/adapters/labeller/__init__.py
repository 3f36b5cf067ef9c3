"""The labeller: a small network that says what a claim tells, and what kind of source tells it."""
