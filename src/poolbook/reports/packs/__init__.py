"""Packs: which sections go into a report, in which order, with which words, in whose template."""
