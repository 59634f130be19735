"""What stands at an address that somebody gives as evidence: read once, within narrow bounds, and only its hash kept.

Nothing is sent but the request: no token, no cookie, no password of this machine, no proxy's.
"""

import hashlib
import http.client
import time
from collections.abc import Collection
from datetime import datetime
from urllib.parse import urljoin

from homebot.adapters.evidence.connection import Pinned
from homebot.adapters.evidence.target import Unreadable, addresses, target
from homebot.core.deviations.reading import Reading

SECONDS = 10.0
BYTES = 1_048_576
REDIRECTS = 3
_MOVED = (301, 302, 303, 307, 308)
_HEADERS = {"User-Agent": "homebot", "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}


class EvidenceReader:
    """Reads evidence. `hosts` are read though their addresses are not public, and without https too: `wiki.example`, or
    with a port that is not the usual one, `wiki.example:8080`. `seconds` is the time for one address."""

    def __init__(self, hosts: Collection[str] = (), seconds: float = SECONDS) -> None:
        self._hosts = frozenset(host.lower() for host in hosts)
        self._seconds = seconds

    def read(self, url: str, at: datetime) -> Reading:
        """The SHA-256 of what stands there, or why nobody could read it. Never raises for what is outside."""
        ends = time.monotonic() + self._seconds
        try:
            content = self._content(url, ends)
        except Unreadable as reason:
            return Reading(url, unread=str(reason))
        except (OSError, http.client.HTTPException, ValueError) as error:
            late = time.monotonic() >= ends
            return Reading(url, unread="it took too long" if late else f"no answer ({type(error).__name__})")
        return Reading(url, hashlib.sha256(content).hexdigest(), at)

    def _content(self, url: str, ends: float) -> bytes:
        for _ in range(REDIRECTS + 1):
            found = self._answer(url, ends)
            if isinstance(found, bytes):
                return found
            url = urljoin(url, found)
        raise Unreadable(f"it leads on more than {REDIRECTS} times")

    def _answer(self, url: str, ends: float) -> bytes | str:
        """What stands there, or the address it leads on to: judged as the first one was."""
        to = target(url, self._hosts)
        connection = Pinned(to, addresses(to, ends - time.monotonic()), ends)
        try:
            connection.request("GET", to.path, headers={"Host": to.authority, **_HEADERS})
            response = connection.getresponse()
            if response.status in _MOVED:
                return response.getheader("Location") or ""
            content = _body(response)
            if connection.cut:
                raise Unreadable("it took too long")
            return content
        finally:
            connection.end()


def _body(response: http.client.HTTPResponse) -> bytes:
    if response.status != http.client.OK:
        raise Unreadable(f"it answered {response.status}")
    content = response.read(BYTES + 1)
    if len(content) > BYTES:
        raise Unreadable(f"it is larger than {BYTES // 1_048_576} MiB")
    if response.length:
        raise Unreadable("the answer broke off")
    return content
