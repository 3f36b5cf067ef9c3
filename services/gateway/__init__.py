"""Database → answers, streams, shows → HTTP."""
