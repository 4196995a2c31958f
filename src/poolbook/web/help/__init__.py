"""Help: the how-to pages, one a user, and the accessibility statement."""
