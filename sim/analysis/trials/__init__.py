"""Planning a randomised trial: how likely it is to show a difference, and what it would teach."""
