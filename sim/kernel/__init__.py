"""The compiled engine: the same events as in the SimPy engine, citizen by citizen, each with its own event heap."""
