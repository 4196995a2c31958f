"""The HTTP API: the same queries and actions as the pages and the command, for programs."""
