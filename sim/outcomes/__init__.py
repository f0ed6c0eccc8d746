"""From the journal to one row per citizen, and from rows to responses."""
