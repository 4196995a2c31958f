"""The record: the history of anything, the search of all changes, and their verification."""
