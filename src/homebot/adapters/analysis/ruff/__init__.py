"""What ruff says of added lines."""
