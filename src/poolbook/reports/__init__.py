"""Reports: builders turn queries into dataclasses, renderers turn those into files."""
