"""One module for each kind of study; the command line and `import sim` call the same functions."""
