"""The month: its task list from import to issue, and the answer so far."""
