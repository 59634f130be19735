"""What `.homebot.yml` says, read to be joined with the catalogue."""

import pytest

from homebot.adapters.config.homebot_yml import OwnWords, read_words, too_large
from homebot.core.directory import Place


def test_a_file_of_one_service_names_what_it_sets_with_places() -> None:
    words = read_words(b"mode: enforce\nreview: {approvals: 2}\npaths: [src]\nowner: payments\n")
    (found,) = words.settings
    assert (found.name, found.mode, found.approvals, found.first_response, found.paths, found.owner) == (
        None,
        "enforce",
        2,
        None,
        ("src",),
        "payments",
    )
    assert (found.profile, found.warranty_days) == (None, None), "what is not named is not set"
    assert (found.place_of("owner"), found.place_of("mode")) == (
        Place(".homebot.yml", 4, 8),
        Place(".homebot.yml", 1, 7),
    )
    assert found.place_of("profile") == found.place


def test_a_list_names_each_service() -> None:
    words = read_words(b"- {name: a, mode: advise}\n- {name: b, review: {first_response: 1wd}}\n")
    assert [(one.name, one.mode, one.first_response) for one in words.settings] == [
        ("a", "advise", None),
        ("b", None, "1wd"),
    ]


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        (b"mode: enfroce\n", "1:7", 'found "enfroce"'),
        (b"mode: observe\nownr: x\n", "2:1", 'unknown key "ownr"'),
        (b"- {mode: advise}\n", "1:3", 'the key "name" is missing'),
        (b"mode: \xff\n", "1:7", "not UTF-8"),
        (b"mode: [\n", "2:1", "not YAML"),
        (b"3\n", "1:1", "expected the keys of one service"),
        (b"", "1:1", "the file is empty"),
        (b"since: 2026-02-30\n", "1:8", "2026-02-30"),
    ],
)
def test_where_one_thing_is_wrong_nothing_counts(content: bytes, place: str, message: str) -> None:
    words = read_words(content)
    assert words.settings == ()
    assert str(words.faults[0].place) == f".homebot.yml:{place}"
    assert message in words.faults[0].message


def test_names_are_for_the_catalogue_to_know() -> None:
    assert read_words(b"owner: whoever\nprofile: whatever\nconsumes: [something]\n").faults == ()


def test_one_that_is_too_large_says_nothing() -> None:
    assert too_large(1 << 21) == OwnWords(faults=too_large(1 << 21).faults)
    assert "over 1 MiB" in too_large(1 << 21).faults[0].message
