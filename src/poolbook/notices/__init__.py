"""E-mail that tells people what waits for them; each kind can be switched off by who gets it."""
