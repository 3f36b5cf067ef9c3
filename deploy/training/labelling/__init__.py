"""How the labeller is trained: what a claim says happens, to whom and where, and what kind of source says it."""
