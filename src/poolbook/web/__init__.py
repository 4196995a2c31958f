"""The website: templates, static files and views that only translate."""
