"""The home page: what waits for me, where every pool stands, what changed since I was last here."""
