"""Reading what an address says that a stranger gave (SPEC 8, docs/deviations.md)."""
