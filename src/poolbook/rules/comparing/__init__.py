"""Comparing an area with England, a goal, its neighbours or its own past.

Which rule applies when, and where sources differ: docs/rules/comparing.md. A missing number is
None; nothing here takes or gives NaN.
"""
