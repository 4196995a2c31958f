"""The month's writes, each by a person, whole or not at all."""
