"""YAML files of several documents: each is read, limits hold over the whole file, and what is left out is said."""

import pytest

from homebot.adapters.config.yaml_source import COMMON, MOST_BYTES, MOST_DOCUMENTS, Limits, documents
from homebot.core.nodes import Documents


def told(found: Documents) -> list[str]:
    return [f"{fault.place.line}:{fault.place.column}: {fault.message}" for fault in found.faults]


def test_documents_come_in_their_order_and_empty_ones_are_left_out() -> None:
    found = documents("x.yaml", b"---\na: 1\n---\n---\n# nothing\n...\n---\nb: [2]\n")
    assert [root.place.line for root in found.roots] == [2, 8]
    assert found.faults == ()


def test_an_anchor_is_of_its_document() -> None:
    found = documents("x.yaml", b"a: &x 1\n---\nb: *x\n")
    assert len(found.roots) == 1
    assert told(found) == ['3:4: the alias "*x" has no anchor before it']


@pytest.mark.parametrize(
    ("second", "message"),
    [
        ("a: [", "not YAML"),
        ("a: !!python/object:x {}", 'the tag "tag:yaml.org,2002:python/object:x" is not allowed'),
        ("[" * 100, "nested more than 32 levels deep"),
        ("a: \x07", "a character that YAML does not allow"),
        ("a: &a [*a]", "has no anchor before it"),
    ],
)
def test_what_cannot_be_read_costs_what_follows_and_no_more(second: str, message: str) -> None:
    found = documents("x.yaml", f"a: 1\n---\n{second}\n---\nb: 2\n".encode())
    assert len(found.roots) in (0, 1)
    assert message in told(found)[0]


def test_of_ten_thousand_documents_the_first_are_read() -> None:
    found = documents("x.yaml", b"---\na: 1\n" * 10_000)
    assert len(found.roots) == MOST_DOCUMENTS
    assert told(found) == [
        f"{2 * MOST_DOCUMENTS + 1}:1: more than {MOST_DOCUMENTS} documents; the first {MOST_DOCUMENTS} are used"
    ]


def test_values_are_counted_over_all_documents() -> None:
    found = documents("x.yaml", (b"---\n[" + b"1," * 2000 + b"]\n") * 120)
    assert len(found.roots) < 120
    assert "more than 200000 values" in told(found)[0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a: \xff\n", "1:4: the byte 0xff is not UTF-8"),
        (b"#" * (MOST_BYTES + 1), "1:1: the file is over 1 MiB"),
        (b"a: \0\n", "1:4: a character that YAML does not allow, U+0000"),
    ],
)
def test_a_file_that_cannot_be_read_at_all(content: bytes, message: str) -> None:
    found = documents("x.yaml", content)
    assert found.roots == ()
    assert told(found) == [message]


def test_a_byte_order_mark_is_no_part_of_it() -> None:
    assert len(documents("x.yaml", b"\xef\xbb\xbfa: 1\n").roots) == 1


@pytest.mark.parametrize("limits", [COMMON, Limits(fast=True)], ids=["PyYAML", "libyaml"])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\xa0\0", "1:2: a character that YAML does not allow, U+0000"),
        ("a: dependabot[bot] é\nb: \x01", "2:4: a character that YAML does not allow, U+0001"),
        ("é: \U0001f600\x07", "1:5: a character that YAML does not allow, U+0007"),
    ],
)
def test_a_character_is_found_at_its_place_whoever_counts(limits: Limits, text: str, message: str) -> None:
    """libyaml counts bytes."""
    assert told(documents("x.yaml", text.encode(), limits)) == [message]
