"""Whether departures from what is usual are noticed, and nothing else is."""
