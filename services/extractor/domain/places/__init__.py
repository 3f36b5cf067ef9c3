"""The toponyms of a text, which place each of them means, and what it is to the event."""
