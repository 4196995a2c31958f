"""People: who may sign in and as what; invitations, roles, second factors and each one's own account."""
