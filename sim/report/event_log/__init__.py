"""Event logs: the journal of a saved study in words, for process mining and for spreadsheets."""
