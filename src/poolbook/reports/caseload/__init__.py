"""What the caseload answers when somebody asks: the tables that pages show and the API gives."""
