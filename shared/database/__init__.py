"""The system of record: what the store writes, and the gateway and the console read."""
