"""Bringing ledgers in: files dropped, read, applied; suspense cleared; mappings kept."""
