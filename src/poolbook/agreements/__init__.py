"""Agreements, pools, budget lines, contributions and risk-share terms."""
