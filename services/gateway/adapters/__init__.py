"""What the gateway talks to: the database and Redis."""
