"""The page on which somebody chooses which e-mail they get."""
