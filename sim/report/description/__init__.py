"""The description of a model for a paper: ODD+D and the STRESS-DES checklist, filled in from the scenario."""
