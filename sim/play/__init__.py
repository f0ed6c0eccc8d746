"""A page to play with: move what a study stands on, and see what becomes of its answer."""
