"""People: signing in, invitations, roles, leavers, and everybody's own account."""
