"""The rules of a pooled budget: pure functions and values, with no framework, files or clock."""
