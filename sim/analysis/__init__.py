"""Statistics of a study: levels, paired differences, intervals and verdicts."""
