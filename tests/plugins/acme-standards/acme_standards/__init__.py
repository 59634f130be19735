"""Standards of Acme's own."""
