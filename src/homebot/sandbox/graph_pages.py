"""Lists of the GraphQL API in pages, and what is not there, as GitHub gives both."""

from collections.abc import Callable, Sequence
from typing import Any

from graphql import GraphQLError

Node = dict[str, Any]
MOST = 100


class NotFound(GraphQLError):
    """In GitHub's form: a type beside the message."""

    def __init__(self, message: str) -> None:
        super().__init__(message, extensions={"type": "NOT_FOUND"})


def connection(items: Sequence[Any], shape: Callable[[Any], Node | None], **arguments: Any) -> Node:
    """A page of a list. Like GitHub, refuses to give more than a hundred, or without `first` or `last`."""
    first, last = arguments.get("first"), arguments.get("last")
    if first is None and last is None:
        raise GraphQLError("You must provide a `first` or `last` value to properly paginate the connection.")
    if max(first or 0, last or 0) > MOST:
        raise GraphQLError("Requesting too many records exceeds the `first` limit of 100 records.")
    start = int(arguments["after"]) if arguments.get("after") else 0
    end = len(items)
    if first is not None:
        end = min(end, start + first)
    else:
        start = max(start, end - (last or 0))
    shown = [shape(item) for item in items[start:end]]
    info = {
        "hasNextPage": end < len(items), "hasPreviousPage": start > 0, "startCursor": str(start), "endCursor": str(end),
    }  # fmt: skip
    edges = [{"cursor": str(place), "node": node} for place, node in enumerate(shown, start + 1)]
    return {"nodes": shown, "totalCount": len(items), "pageInfo": info, "edges": edges}
