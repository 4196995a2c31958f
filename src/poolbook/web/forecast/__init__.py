"""The forecast grid: what each line will come to, how, and why; and the page of one line."""
