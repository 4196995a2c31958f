"""Tables of the caseload, for pages and packs alike."""
