"""Away work from a proposal to production (SPEC 9, docs/agreements.md)."""
