"""Whose the actors of an event are, and what follows from it for the stance."""
