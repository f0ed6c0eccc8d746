"""The population: attributes of citizens, drawn or read from a file."""
