"""Looking through a space of designs: racing candidates, what nothing beats, and what each alternative is worth."""
