"""Where an address leads, and whether homebot goes there: to public hosts, and to those that were named to it."""

import ipaddress
import socket
import threading
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit, urlunsplit

HTTPS = 443


class Unreadable(Exception):
    """Why an address is not read, in a few words."""


@dataclass(frozen=True, slots=True)
class Target:
    """A host, its port and the path with its query; `trusted` when whoever runs homebot has named the host."""

    host: str
    port: int
    path: str
    secure: bool
    trusted: bool

    @property
    def authority(self) -> str:
        """As the request names the host."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (HTTPS if self.secure else 80) else f"{host}:{self.port}"


def target(url: str, hosts: Collection[str]) -> Target:
    """Where `url` leads. `hosts` are trusted, each with its port unless it is the usual one.

    Raises:
        Unreadable: for anything but https on its usual port, unless the host is trusted.
    """
    parts, port = _parts(url)
    host, secure = (parts.hostname or "").lower(), parts.scheme == "https"
    number = port or (HTTPS if secure else 80)
    trusted = (host if port is None else f"{host}:{port}") in hosts
    if not (trusted or secure):
        raise Unreadable("only https is read")
    if not (trusted or number == HTTPS):
        raise Unreadable(f"only port {HTTPS} is read")
    path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    return Target(host, number, path, secure, trusted)


def _parts(url: str) -> tuple[SplitResult, int | None]:
    """The parts of a web address, and the port it names. Raises `Unreadable`."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Unreadable("it is no web address") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise Unreadable("it is no web address")
    return parts, port


def addresses(of: Target, seconds: float) -> tuple[str, ...]:
    """The IP addresses of a host, looked up once: whoever connects uses these and asks nobody again.

    Raises:
        Unreadable: when it has none, or one of them is not public and the host is not trusted.
    """
    found = _looked_up(of, seconds)
    if not found:
        raise Unreadable("its host has no address")
    if not of.trusted and not all(map(is_public, found)):
        raise Unreadable("its host has an address that is not public")
    return found


def is_public(address: str) -> bool:
    """Whether an address belongs to the open internet: none of a private network, of this machine, or of the link, and
    none that hides another one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and (found.sixtofour or found.teredo or found.is_site_local):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def _looked_up(of: Target, seconds: float) -> tuple[str, ...]:
    """What the resolver says within the time; it knows no time limit of its own."""
    found: list[str] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(of.host, of.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        found.extend(str(answer[4][0]) for answer in answers)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(max(0.0, seconds))
    if asking.is_alive():
        raise Unreadable("its host's address could not be found in time")
    return tuple(dict.fromkeys(found))
