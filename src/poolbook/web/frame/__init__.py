"""The frame of every page: who may open it, where it is, forms, tables and refusals."""
