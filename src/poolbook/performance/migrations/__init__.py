"""Migrations of the performance tables."""
