"""Who the citizens are."""
