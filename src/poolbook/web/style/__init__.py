"""The style page: every component of the site once, in every state."""
