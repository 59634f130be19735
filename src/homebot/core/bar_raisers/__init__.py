"""Decisions that need an independent expert: what asks for one, who it is, what they say (docs/bar-raisers.md)."""
