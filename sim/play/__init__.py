"""A page to explore a study: change its numbers and designs, and see how the answer changes."""
