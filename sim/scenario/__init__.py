"""The scenario file: reading, resolving and checking it. Knows nothing of engines."""
