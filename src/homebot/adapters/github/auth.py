"""Signing in: as a GitHub App (a short JWT, then one token per installation, kept until shortly before it ends), or
with a token from the environment."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import jwt

from homebot.adapters.github.outcomes import Denied

RENEW_SECONDS = 300.0
JWT_SECONDS = 540
CLOCK_SKEW_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Credentials:
    """Either an App's id with its private key (PEM), or a token. Never shown."""

    app_id: int | None = None
    private_key: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)

    def app_jwt(self, now: float) -> str:
        """The App's own proof of identity, good for nine minutes; issued a minute back, in case our clock is ahead.

        Raises:
            Denied: when the private key is none.
        """
        claims = {"iat": int(now) - CLOCK_SKEW_SECONDS, "exp": int(now) + JWT_SECONDS, "iss": str(self.app_id)}
        try:
            return jwt.encode(claims, self.private_key or "", algorithm="RS256")
        except (ValueError, TypeError, jwt.PyJWTError):
            raise Denied("the App's private key cannot be used: it has to be the PEM file that GitHub gave") from None


@dataclass(slots=True)
class _Token:
    text: str = field(repr=False)
    renew_at: float


class Tokens:
    """Installation tokens, one per installation; any number of threads may ask. `mint` makes a new one: an answer of
    GitHub's `POST /app/installations/{id}/access_tokens`."""

    def __init__(
        self, credentials: Credentials, mint: Callable[[int], dict[str, Any]], clock: Callable[[], float]
    ) -> None:
        self._credentials = credentials
        self._mint = mint
        self._clock = clock
        self._tokens: dict[int, _Token] = {}
        self._locks: dict[int, threading.Lock] = {}
        self._lock = threading.Lock()

    def of(self, installation: int | None) -> str:
        """A token that holds for at least five more minutes. Raises a `CallFailed`."""
        if self._credentials.token is not None or installation is None:
            return self._credentials.token or ""
        with self._lock:
            lock = self._locks.setdefault(installation, threading.Lock())
        with lock:
            known = self._tokens.get(installation)
            if known is None or known.renew_at <= self._clock():
                answer = self._mint(installation)
                left = datetime.fromisoformat(str(answer["expires_at"])).timestamp() - self._clock()
                # A token that GitHub gives for less than ten minutes is used for half of its time.
                use = max(left - RENEW_SECONDS, left / 2, 0.0)
                known = self._tokens[installation] = _Token(str(answer["token"]), self._clock() + use)
            return known.text

    def drop(self, installation: int | None, text: str) -> None:
        """Forgets a token that GitHub refused, unless it was replaced meanwhile."""
        if installation is None:
            return
        with self._lock:
            known = self._tokens.get(installation)
            if known is not None and known.text == text:
                del self._tokens[installation]
