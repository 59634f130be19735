"""Regular expressions over added lines and names, by RE2."""
