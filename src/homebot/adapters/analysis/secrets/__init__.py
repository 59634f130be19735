"""Credentials in added lines, by detect-secrets."""
