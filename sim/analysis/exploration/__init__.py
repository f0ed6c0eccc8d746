"""Explorations of parameter uncertainty: the same citizens and random draws at many points of the parameter space."""
