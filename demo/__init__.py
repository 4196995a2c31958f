"""The demonstration: what it is made from, and how."""
