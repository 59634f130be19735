"""Deviations: a standard is not held to for a while, with data why (SPEC 8, docs/deviations.md)."""
