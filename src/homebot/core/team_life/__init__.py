"""What becomes of what a team decided and owns when it is split, merged, or ends (SPEC 1 and 3, docs/team-life.md)."""
