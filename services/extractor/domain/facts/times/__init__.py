"""When: times in words as intervals, counted from the publication and never from today."""
