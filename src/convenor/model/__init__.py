"""The nouns and the code lists. Frozen, keyword-only; everything above speaks in these words."""
