"""All knowledge of Redis Streams, one concern a file."""
