"""Suggestions and reading orders: probabilities from the codebook and what was coded; no codings."""
