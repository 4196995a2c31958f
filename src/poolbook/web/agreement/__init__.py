"""The agreement: its lines, contributions, terms, virements, savings, cash and reserves."""
