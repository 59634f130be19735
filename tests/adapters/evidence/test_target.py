"""Where homebot goes, and where it does not."""

import socket
from typing import Any

import pytest

from homebot.adapters.evidence.target import Target, Unreadable, addresses, is_public, target


@pytest.mark.parametrize(
    ("url", "host", "port", "path", "authority"),
    [
        ("https://ci.example/run/7?x=1#part", "ci.example", 443, "/run/7?x=1", "ci.example"),
        ("https://CI.example", "ci.example", 443, "/", "ci.example"),
        ("https://ci.example:443/a", "ci.example", 443, "/a", "ci.example"),
        ("https://[2606:4700::1]/a", "2606:4700::1", 443, "/a", "[2606:4700::1]"),
        ("http://wiki.acme:8080/a", "wiki.acme", 8080, "/a", "wiki.acme:8080"),
    ],
)
def test_an_address_is_taken_apart(url: str, host: str, port: int, path: str, authority: str) -> None:
    found = target(url, {"wiki.acme:8080"})
    assert (found.host, found.port, found.path, found.authority) == (host, port, path, authority)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://ci.example/", "only https is read"),
        ("http://wiki.acme/", "only https is read"),
        ("https://ci.example:8443/", "only port 443 is read"),
        ("https://wiki.acme:22/", "only port 443 is read"),
        ("https://user@ci.example/", "no web address"),
        ("https://ci.example:99999/", "no web address"),
        ("https://[::1/", "no web address"),
        ("ftp://ci.example/", "no web address"),
        ("file:///etc/passwd", "no web address"),
        ("//ci.example/", "no web address"),
        ("", "no web address"),
    ],
)
def test_anything_else_is_not_read(url: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        target(url, {"wiki.acme:8080"})


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700:4700::1111"])
def test_the_open_internet(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "198.18.0.1", "192.0.2.1", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "2001:0:a00:1::",
        "not an address", "",
    ],
)  # fmt: skip
def test_everything_else_is_not(address: str) -> None:
    assert not is_public(address)


def names(monkeypatch: pytest.MonkeyPatch, *found: str) -> list[str]:
    """The resolver knows every host by these addresses; the hosts it was asked for."""
    asked: list[str] = []

    def answer(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return asked


OUTSIDE = Target("ci.example", 443, "/", secure=True, trusted=False)
TRUSTED = Target("wiki.acme", 443, "/", secure=True, trusted=True)


def test_a_host_with_one_private_address_among_public_ones_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, "93.184.216.34", "10.0.0.7")
    with pytest.raises(Unreadable, match="an address that is not public"):
        addresses(OUTSIDE, 5)
    assert addresses(TRUSTED, 5) == ("93.184.216.34", "10.0.0.7")


def test_a_host_without_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch)
    with pytest.raises(Unreadable, match="has no address"):
        addresses(OUTSIDE, 5)


def test_a_resolver_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    never = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: never.wait(5) and [])
    with pytest.raises(Unreadable, match="could not be found in time"):
        addresses(OUTSIDE, 0.05)
    never.set()
