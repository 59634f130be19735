"""Sources in other languages, by lizard."""
