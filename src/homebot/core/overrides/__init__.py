"""Going against a bar raiser, seen higher up; and what was merged past the rules (SPEC 8, docs/overrides.md)."""
