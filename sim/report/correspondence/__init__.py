"""The letters and notifications that a citizen received, in Dutch and English, marked as specimens."""
