"""From the bytes of a capture to readable text and what the page says about it; no I/O."""
