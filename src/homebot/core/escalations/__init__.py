"""Away work that was declined becomes a question about the roadmap; duplicating is recorded, never blocked (SPEC 9)."""
