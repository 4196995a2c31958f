"""Whether the site is well: probes, metrics, the log's line for each request, housekeeping."""
