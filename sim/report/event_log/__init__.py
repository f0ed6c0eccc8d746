"""Event logs: the journal of a kept study, told in words for process mining and for spreadsheets."""
