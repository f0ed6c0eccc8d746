"""The SimPy engine: processes that each read as the story of one entity."""
