"""PostgreSQL from the wheel: started for a project that has no DATABASE_URL, stopped with its last user.

`session` is how a command takes part; `keeper` is the process that owns the server; `place` says
where things lie, `account` as whom the server runs, `programs` which programs, `cluster` how they
are started and stopped. docs/adr/0002-embedded-postgresql.md says why it is done this way.
"""


class ServerError(RuntimeError):
    """The embedded PostgreSQL cannot be used; the message says why and what to do."""
