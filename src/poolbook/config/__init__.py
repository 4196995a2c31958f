"""Configuration: where settings, addresses and the database come from."""
