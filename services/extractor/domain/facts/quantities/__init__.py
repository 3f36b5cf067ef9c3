"""How many: numbers with their bounds, units and what is counted."""
