"""Sources in languages other than Python, read by lizard in children of their own."""

import sys
from pathlib import Path

from homebot.adapters.analysis.children import WALL_SECONDS
from homebot.adapters.analysis.pool import AnalysisPool
from homebot.core.languages import suffix_of

TOOL = "lizard"
_SAME_AS = {
    **dict.fromkeys(("c++", "hxx", "h++", "inl", "ipp", "tpp", "txx", "cu", "cuh", "ino"), "cpp"),
    **dict.fromkeys(("mts", "cts"), "ts"),
    **dict.fromkeys(("rake", "gemspec"), "rb"),
    "phtml": "php",
    "sc": "scala",
}
"""Suffixes that lizard does not know, with one that it does."""

_ANALYSER = Path(__file__).with_name("lizard_worker.py")


def other_languages(size: int, seconds: float = WALL_SECONDS) -> AnalysisPool:
    """At most `size` children; what they analyse is a `question`. They run this interpreter, whichever reads Python."""
    return AnalysisPool(size, sys.executable, seconds, _ANALYSER)


def question(path: str, source: bytes) -> bytes:
    """A source as lizard is asked about it: which of its readers is right is said by the path's suffix."""
    suffix = suffix_of(path)
    return _SAME_AS.get(suffix, suffix).encode() + b"\0" + source
