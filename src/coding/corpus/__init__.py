"""Documents: readers, cleaning, canonical text, turns, units, episodes, tokens, search."""
