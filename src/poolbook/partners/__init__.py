"""Organisations and their succession, people and their roles."""
