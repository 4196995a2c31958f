"""Imports of measures: a publication's file is given, seen, taken in, and taken back."""
