"""Whether identifiers stand in code: neither in comments nor in documentation, by the tokens of each language."""
