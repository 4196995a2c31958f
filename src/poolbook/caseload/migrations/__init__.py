"""The tables of the caseload."""
