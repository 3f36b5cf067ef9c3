"""The places of the world, by name and by sound."""
