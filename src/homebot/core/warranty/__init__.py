"""What an away team answers for after its work is live, and the hand-over (SPEC 9, docs/warranty.md)."""
