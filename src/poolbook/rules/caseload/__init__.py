"""The caseload: figures made of the integer facts about packages of care (docs/rules/caseload.md)."""
