"""The caseload: packages of care in a lake of files, what was known when, and the facts made of them."""
