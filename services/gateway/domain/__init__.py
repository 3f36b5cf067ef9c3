"""What the gateway decides without asking anybody."""
