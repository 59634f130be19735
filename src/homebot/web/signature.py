"""GitHub's signature over a webhook's raw body."""

import hashlib
import hmac
from collections.abc import Sequence


def is_signed(body: bytes, signature: str | None, secrets: Sequence[str]) -> bool:
    """Whether `signature` (an `X-Hub-Signature-256`) was made with one of the secrets; several count while one is
    being rotated. Compared in constant time, and every secret is tried, so that time tells nothing."""
    given = (signature or "").encode("utf-8", "surrogateescape")
    matches = [
        hmac.compare_digest(b"sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest().encode(), given)
        for secret in secrets
    ]
    return any(matches)
