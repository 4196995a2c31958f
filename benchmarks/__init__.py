"""How fast Poolbook is, beside other ways of doing the same work: `python -m benchmarks`."""
