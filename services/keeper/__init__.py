"""Streams and groups → creates, trims, removes what is idle → a transport that the others can rely on."""
