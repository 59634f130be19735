"""Pages of a list, with GitHub's `Link` header."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar
from urllib.parse import urlencode

from flask import g, request

from homebot.sandbox.errors import ApiError
from homebot.sandbox.state import Delivery

MOST = 100
Item = TypeVar("Item")


def page(items: Sequence[Item]) -> Sequence[Item]:
    """The page that was asked for; the addresses of the others go into the `Link` header."""
    size, number = _size(), _number("page", 1)
    first = (number - 1) * size
    last = max(1, -(-len(items) // size))
    links = []
    if number > 1:
        links += [_link("prev", page=min(number - 1, last)), _link("first", page=1)]
    if number < last:
        links += [_link("next", page=number + 1), _link("last", page=last)]
    if links:
        g.link = ", ".join(links)
    return items[first : first + size]


def log_page(deliveries: Sequence[Delivery]) -> Sequence[Delivery]:
    """A page of the delivery log, the newest first. A cursor says nothing to who reads it, and stays in its place when
    newer deliveries come."""
    text = request.args.get("cursor", "")
    before = _opened(text) if text else None
    left = [one for one in deliveries if before is None or one.id < before]
    size = _size()
    if len(left) > size:
        g.link = _link("next", cursor=_sealed(left[size - 1].id))
    return left[:size]


def _sealed(number: int) -> str:
    return "v1_" + base64.urlsafe_b64encode(f"delivery:{number}".encode()).decode().rstrip("=")


def _opened(text: str) -> int:
    try:
        said = base64.urlsafe_b64decode(text.removeprefix("v1_") + "==").decode()
        return int(said.removeprefix("delivery:"))
    except (binascii.Error, ValueError):
        raise ApiError(422, "The cursor is not one of the delivery log's") from None


def _size() -> int:
    return min(_number("per_page", 30), MOST)


def _number(name: str, default: int) -> int:
    text = request.args.get(name, "")
    if text and not text.isdigit():
        raise ApiError(422, f"{name} must be a number")
    return max(1, int(text)) if text else default


def _link(relation: str, **changes: int | str) -> str:
    query = urlencode({**request.args, **changes})
    return f'<{request.base_url}?{query}>; rel="{relation}"'
