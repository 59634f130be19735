import io
import json
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog

from homebot.cli import logs

SECRET = "s3cret-of-the-hook"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where logs go; the loggers are as before afterwards."""
    root = logging.getLogger()
    before, level, stderr = root.handlers, root.level, sys.stderr
    sys.stderr = io.StringIO()
    try:
        logs.configure("info", "json", [SECRET])
        yield sys.stderr
    finally:
        sys.stderr = stderr
        root.handlers, root.level = before, level
        logging.getLogger("dbos").handlers = []
        logging.getLogger("dbos").propagate = True
        structlog.reset_defaults()


def entries(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        f"https://x-access-token:{'a' * 20}@github.com/acme/a",
        "ghp_" + "A1b2" * 9,
        "github_pat_" + "A1b2" * 9,
        "ghs_" + "A1b2" * 9,
        "Authorization: Bearer abc.def",
        "authorization: token abc.def",
        "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiI0MiJ9.c2lnbmF0dXJl",
    ],
)
def test_secrets_and_tokens_are_blotted_out_wherever_they_stand(stream: io.StringIO, text: str) -> None:
    log = structlog.get_logger("homebot.test")
    log.info(f"got {text}", value=text, nested={"a": [text]})
    logging.getLogger("dbos").warning("failed: %s", text)
    try:
        raise ValueError(text)
    except ValueError:
        log.exception("broken")
    written = stream.getvalue()
    for part in (SECRET, "a" * 20, "A1b2A1b2", "abc.def", "eyJpc3M"):
        assert part not in written
    assert written.count(logs.BLOT) >= 5
    assert len(entries(stream)) == 3


def test_a_strangers_text_cannot_forge_a_line_or_fill_the_disk(stream: io.StringIO) -> None:
    log = structlog.get_logger("homebot.test")
    log.warning("title", title="x\n2026-01-01 all is well\x1b[2J\u2028", long="y" * 100_000)
    (entry,) = entries(stream)
    assert entry["title"] == "x\\n2026-01-01 all is well\\x1b[2J\\u2028"
    assert len(str(entry["long"])) < 5_000


def test_context_is_part_of_every_entry(stream: io.StringIO) -> None:
    with structlog.contextvars.bound_contextvars(delivery="d1"):
        structlog.get_logger("homebot.test").info("handled", pull="acme/a#7")
    (entry,) = entries(stream)
    assert (entry["delivery"], entry["pull"], entry["level"]) == ("d1", "acme/a#7", "info")
