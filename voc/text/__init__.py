"""From raw characters to clean text, clauses and tokens. Knows nothing of scores, files or stores."""
