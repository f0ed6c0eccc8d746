"""What a person does with a study, one module for each: the command line and `import sim` call the same functions."""
