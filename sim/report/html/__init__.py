"""The study as one self-contained HTML page: no network, no other file, no framework."""
