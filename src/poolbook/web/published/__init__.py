"""What was issued: the pages and files that anybody may read, as they were issued."""
