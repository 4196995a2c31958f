"""Intake: files from outside become typed rows, faults, a preview and at last postings."""
