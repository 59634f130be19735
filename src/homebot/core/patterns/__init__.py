"""How path patterns are read, and how many of them are asked at once. `core.paths` is the way in."""
