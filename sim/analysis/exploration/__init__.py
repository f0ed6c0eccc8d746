"""Studies over what is not known: the same citizens with the same luck at many points of the space of parameters."""
