"""The compiled engine: the same events as the SimPy engine, citizen by citizen, each with its own heap of events."""
