"""Logs: one JSON object per line on stderr, or readable lines when a person watches. Secrets are blotted out."""

import logging
import re
import sys
from collections.abc import Sequence
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

TOKEN = re.compile(
    r"gh[a-z]_[A-Za-z0-9]{16,}|github_pat_\w{20,}"
    r"|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+"  # a JSON web token
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"
    r"|(?i:(?<=bearer )|(?<=authorization: token ))\S+"
)
BLOT = "[redacted]"
LONGEST = 4000
"""Characters of one value: a stranger's text must not fill the disk."""


class Redaction:
    """Blots out the given secrets, and whatever looks like a token, anywhere in a log entry; escapes control
    characters, so that a stranger's text cannot forge a line."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._secrets = sorted((secret for secret in secrets if len(secret) >= 4), key=len, reverse=True)

    def __call__(self, logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        return {key: self._clean(value, key) for key, value in event.items()}

    def _clean(self, value: Any, key: str = "") -> Any:
        if isinstance(value, (bool, int, float)) or value is None:
            return value
        if isinstance(value, (list, tuple)):
            return [self._clean(one) for one in value]
        if isinstance(value, dict):
            return {str(name): self._clean(one) for name, one in value.items()}
        text = str(value)
        for secret in self._secrets:
            text = text.replace(secret, BLOT)
        text = TOKEN.sub(BLOT, text)
        if key not in ("exception", "stack"):
            text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}... ({len(text)} characters)"


def configure(level: str, form: str | None, secrets: Sequence[str]) -> None:
    """Sets up structlog and the standard library's loggers; `form` is json, console, or None for what fits stderr."""
    redaction = Redaction(secrets)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    console = form == "console" or (form is None and sys.stderr.isatty())
    renderer: Processor = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if console
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            redaction,
            renderer,
        ],
    )
    _route(formatter, level)


def _route(formatter: logging.Formatter, level: str) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("homebot").setLevel(level.upper())
    dbos = logging.getLogger("dbos")  # brings a handler of its own unless it finds one
    dbos.handlers = [handler]
    dbos.propagate = False
