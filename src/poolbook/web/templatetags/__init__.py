"""Template tags: how figures, people and states look, in one place."""
