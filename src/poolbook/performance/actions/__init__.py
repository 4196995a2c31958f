"""Every write of performance."""
