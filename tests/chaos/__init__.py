"""Whether it survives kills."""
