"""Manifests and lock files."""
