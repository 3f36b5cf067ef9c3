"""What the fetcher decides: feeds, robots, schedules and media types, without any I/O."""
