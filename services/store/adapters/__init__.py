"""What the store talks to besides its streams: the database, and the public topics."""
