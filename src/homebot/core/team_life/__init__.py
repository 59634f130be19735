"""What becomes of decisions and services when a team is split, merged or dissolved (SPEC 3, docs/team-life.md)."""
