"""The study as one HTML page that needs nothing but itself: no network, no other file, no framework."""
