"""Every read of performance."""
