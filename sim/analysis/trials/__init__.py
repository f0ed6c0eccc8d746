"""Planning a randomised trial: its power to show a difference, and the information it would give."""
