"""What the fetcher talks to: web servers, the inbox folder, the list and the state of feeds."""
