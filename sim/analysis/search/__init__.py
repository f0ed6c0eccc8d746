"""Search in a space of designs: racing candidates, unbeaten designs, and the effect of each alternative."""
