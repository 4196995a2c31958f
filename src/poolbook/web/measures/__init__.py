"""Measures: a measure with its charts and history, areas beside each other, data quality."""
