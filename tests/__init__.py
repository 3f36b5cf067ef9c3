"""One folder, one question."""
