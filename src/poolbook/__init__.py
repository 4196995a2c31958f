"""Poolbook: the shared book of a Section 75 pooled budget."""
