"""Whether everything in the book holds beside the record's own chain: imports, shares, files, values."""

from poolbook.audit.queries import Finding
from poolbook.caseload.verifying import broken_files
from poolbook.finance.queries import verify as finance
from poolbook.performance.queries import verify as performance


def findings() -> list[Finding]:
    """Everything that does not hold, of every part of the book."""
    files = (Finding(None, each) for each in broken_files())
    return [*finance.findings(), *performance.findings(), *files]
