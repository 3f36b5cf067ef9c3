"""What every service gets from one call."""
