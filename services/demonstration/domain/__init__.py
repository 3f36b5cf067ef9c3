"""What the demonstration shows and when, without a server."""
