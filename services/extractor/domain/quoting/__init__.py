"""Attributions that somebody else found and quotes: located in the text, or dropped with a reason."""
