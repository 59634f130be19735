"""Tokens for CI's coverage reports: each repository has its own, made from the server's secret, so that nothing is
stored and one repository's CI cannot speak for another."""

import base64
import hashlib
import hmac
from collections.abc import Sequence

PREFIX = "hbc_"


def coverage_token(secret: str, repository: str) -> str:
    """The token of `owner/name`."""
    made = hmac.new(secret.encode(), b"coverage\0" + repository.lower().encode(), hashlib.sha256).digest()
    return PREFIX + base64.urlsafe_b64encode(made).decode().rstrip("=")


def is_token(given: str, repository: str, secrets: Sequence[str]) -> bool:
    """Whether `given` was made for this repository with one of the secrets; several count while one is being rotated.
    Compared in constant time, and every secret is tried, so that time tells nothing."""
    presented = given.encode("utf-8", "surrogateescape")
    matches = [hmac.compare_digest(coverage_token(secret, repository).encode(), presented) for secret in secrets]
    return any(matches)
