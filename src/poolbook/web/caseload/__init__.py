"""The caseload's pages: who is supported, at what cost, and what the year will therefore cost."""
