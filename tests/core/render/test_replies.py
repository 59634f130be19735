"""Several answers in one comment, and what is done where they do not fit."""

from hypothesis import given
from hypothesis import strategies as st

from homebot.core.render.replies import BETWEEN, LIMIT, together

LINES = st.lists(st.text("ab é|`<>~", max_size=40) | st.sampled_from(["```", "<details>", "</details>"]), min_size=1)


def answer(number: int, lines: int) -> str:
    return "\n".join([f"> `/homebot why {number}`", "", *(f"line {line} of {number}" for line in range(lines))])


def test_what_fits_stays_as_it_is() -> None:
    assert together(["one", "two\nthree"]) == f"one{BETWEEN}two\nthree"


def test_short_answers_stay_whole_and_long_ones_share_what_is_left() -> None:
    answers = [answer(1, 5), answer(2, 9_000), answer(3, 2), answer(4, 9_000)]
    text = together(answers)
    assert len(text.encode()) <= LIMIT
    parts = text.split(BETWEEN)
    assert [parts[0], parts[2]] == [answers[0], answers[2]]
    assert abs(len(parts[1]) - len(parts[3])) < 100
    for part, whole in ((parts[1], answers[1]), (parts[3], answers[3])):
        lines = part.split("\n")
        assert whole.startswith("\n".join(lines[:-2]) + "\n")
        left = whole.count("\n") + 1 - (len(lines) - 2)
        assert lines[-1] == (
            f"(Cut here: {left:,} more lines do not fit into one comment; give this command in a comment of its own.)"
        )
    assert len(text.encode()) > LIMIT - 200


def test_one_answer_alone_is_cut_and_says_so() -> None:
    assert together([answer(1, 9_000)]).endswith("more lines do not fit into one comment; ask for less.)")


def test_a_line_too_long_is_left_out_whole() -> None:
    text = together(["> `first`\n\n" + "x" * 70_000, "second"])
    first, second = text.split(BETWEEN)
    assert first.startswith("> `first`\n\n\n(Cut here: 1 more line does not fit into one comment; give this command")
    assert second == "second"


def test_what_was_opened_is_closed() -> None:
    long = "\n".join(
        ["> `first`", "", "<details><summary>all</summary>", "", "```", *["code"] * 20_000, "```", "</details>"]
    )
    lines = together([long, "second"]).split(BETWEEN)[0].split("\n")
    assert lines[-5:-1] == ["```", "", "</details>", ""]
    assert lines[-1].startswith("(Cut here: ")


@given(st.lists(LINES, min_size=1, max_size=8), st.integers(1_500, 4_000))
def test_it_fits_and_every_answer_begins_as_it_did(answers: list[list[str]], limit: int) -> None:
    whole = ["\n".join(["> `/homebot why`", *lines]) for lines in answers]
    text = together(whole, limit)
    assert len(text.encode()) <= limit
    assert ("(Cut here: " in text) is (len(BETWEEN.join(whole).encode()) > limit)
    position = 0
    for one in whole:
        position = text.index(one.split("\n")[0], position) + 1
