"""The month's reads. Each starts from a period that was found within what the reader may see."""
