"""What a claim is about: events, places, times, quantities, hedges and the article's own caveats."""
