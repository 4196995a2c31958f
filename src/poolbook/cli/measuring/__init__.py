"""`poolbook measure …`: a module a subcommand, each with `add_arguments` and `run`."""
