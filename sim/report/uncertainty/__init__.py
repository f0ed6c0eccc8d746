"""Reports of parameter uncertainty, as sentences and tables."""
