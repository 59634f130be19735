"""git's packet lines, and the one command of its protocol version 2 that needs nothing but refs."""

from collections.abc import Iterator

from homebot.sandbox.objects import Objects

FLUSH = b"0000"
LIST_REFS = b"0014command=ls-refs"
KNOWN = ("refs/heads/", "refs/pull/")
"""Places of refs that are commits, never tags that would have to be peeled."""


def packet(line: bytes) -> bytes:
    """A line with its length before it."""
    return b"%04x%b" % (len(line) + 4, line)


def packets(data: bytes) -> Iterator[bytes]:
    """The lines of a request, without their ends; flushes and delimiters are empty."""
    while data:
        size = int(data[:4], 16)
        yield data[4:size].rstrip(b"\n") if size > 4 else b""
        data = data[max(size, 4) :]


def asked_refs(request: bytes) -> list[str] | None:
    """What names of refs `ls-refs` asks for begin with; empty for all; `None` for another command."""
    if not request.startswith(LIST_REFS):
        return None
    lines = packets(request)
    return [line[11:].decode("utf-8", "surrogateescape") for line in lines if line.startswith(b"ref-prefix ")]


def listed_refs(objects: Objects, request: bytes) -> bytes | None:
    """The answer to `ls-refs`; `None` where git itself should give it: another command, tags, a repository with
    nothing in it."""
    prefixes = asked_refs(request)
    head = objects.refs["HEAD"]
    if not prefixes or head is None or any("refs/".startswith(one) for one in prefixes):
        return None
    found = objects.refs.under(*[one for one in prefixes if one.startswith("refs/")] or ["refs/none/"])
    if any(not name.startswith(KNOWN) for name, _ in found):
        return None
    answer = [f"{oid} {name}".encode("utf-8", "surrogateescape") for name, oid in found]
    if any("HEAD".startswith(one) for one in prefixes):
        target = f" symref-target:{objects.refs.head}" if b"symrefs" in packets(request) else ""
        answer.insert(0, f"{head} HEAD{target}".encode())
    return b"".join(packet(line + b"\n") for line in answer) + FLUSH
