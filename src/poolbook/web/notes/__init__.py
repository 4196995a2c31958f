"""The notes of a month: issues, risks, and words on lines."""
