"""Pages of a list, with GitHub's `Link` header."""

from typing import Any
from urllib.parse import urlencode

from flask import g, request

from homebot.sandbox.errors import ApiError


def page(items: list[Any], cursor: bool = False) -> list[Any]:
    """The page that was asked for; the addresses of the others go into the `Link` header. With `cursor` pages are
    named by where they begin, as in the delivery log."""
    size = min(_number("per_page", 30), 100)
    name = "cursor" if cursor else "page"
    number = _number(name, 1)
    first = (number - 1) * size
    links = []
    if first + size < len(items):
        links.append(_link(name, number + 1, "next"))
    if number > 1:
        links.append(_link(name, number - 1, "prev"))
    if links:
        g.link = ", ".join(links)
    return items[first : first + size]


def _number(name: str, default: int) -> int:
    text = request.args.get(name, "")
    if text and not text.isdigit():
        raise ApiError(422, f"{name} must be a number")
    return max(1, int(text)) if text else default


def _link(name: str, number: int, relation: str) -> str:
    query = urlencode({**request.args, name: number})
    return f'<{request.base_url}?{query}>; rel="{relation}"'
