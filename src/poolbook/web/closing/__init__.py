"""Sign-off: checks, signatures, close, issue and errata, and the opening of the next period."""
