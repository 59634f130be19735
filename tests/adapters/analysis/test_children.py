"""The harness, with a small analyser of our own: what a question costs is the question's own affair."""

from pathlib import Path

import pytest

from homebot.adapters.analysis.children import Children, Died

MEBIBYTE = 1024 * 1024
ANALYSER = """
MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 1
kept = []


def answer(question):
    what, size = question.split()
    if what == b"spin":
        while True:
            pass
    block = bytearray(int(size))
    if what == b"keep":
        kept.append(block)
    return b"%d kept" % len(kept)
"""
EXHAUSTED = """

def exhausted(question):
    return b"not enough for " + question
"""


@pytest.fixture
def analyser(tmp_path: Path) -> Path:
    path = tmp_path / "greedy.py"
    path.write_text(ANALYSER + EXHAUSTED)
    return path


def test_no_answer_depends_on_what_was_asked_before(analyser: Path) -> None:
    with Children(analyser, 1, seconds=120.0) as children:
        assert children.ask(b"keep %d" % (300 * MEBIBYTE)) == b"1 kept"
        assert children.ask(b"need 1") == b"1 kept"
        assert children.ask(b"need %d" % (600 * MEBIBYTE)) == b"0 kept"


def test_a_question_too_large_for_any_child_is_answered_so(analyser: Path) -> None:
    with Children(analyser, 1, seconds=120.0) as children:
        assert children.ask(b"need 1") == b"0 kept"
        assert children.ask(b"need %d" % (2048 * MEBIBYTE)) == b"not enough for need %d" % (2048 * MEBIBYTE)


def test_an_analyser_without_words_for_it_dies_of_it(analyser: Path) -> None:
    analyser.write_text(ANALYSER)
    with Children(analyser, 1, seconds=120.0) as children:
        with pytest.raises(Died, match="too much memory"):
            children.ask(b"need %d" % (2048 * MEBIBYTE))
        assert children.ask(b"need 1") == b"0 kept"


def test_a_question_without_end_is_asked_once(analyser: Path) -> None:
    with Children(analyser, 1, seconds=60.0) as children:
        assert children.ask(b"need 1") == b"0 kept"
        with pytest.raises(Died, match="too much processor time") as died:
            children.ask(b"spin 0")
        assert died.value.of_this
        assert children.ask(b"need 1") == b"0 kept"
