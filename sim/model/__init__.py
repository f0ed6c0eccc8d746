"""The SimPy engine: processes that read as one entity's story."""
