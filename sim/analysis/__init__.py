"""What the responses of several designs say about each other."""
