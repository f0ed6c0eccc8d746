"""Studies: what to simulate, by whom, and where it is kept."""
