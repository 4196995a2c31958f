"""Files of national series brought into the book: seen first, then taken in whole or not at all."""
