"""What is said of studies over what is not known, in words and tables."""
