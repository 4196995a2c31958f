"""Search across everything that the reader may see."""
