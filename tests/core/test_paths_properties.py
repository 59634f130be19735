"""The quick matcher beside a plain one that tries every pattern on every path, segment by segment."""

from hypothesis import given, settings
from hypothesis import strategies as st

from homebot.core.paths import Dialect, PathTable, Survey, matches

LETTERS = "abé."
SEGMENTS = st.one_of(
    st.sampled_from(["**", "*", "a", "b", "ab", "*a*b", "*.b", "a*", "**a", "a?*"]),
    st.text(LETTERS + "*?", min_size=1, max_size=5),
)
OURS = st.builds(
    lambda start, parts, end: start + "/".join(parts) + end,
    st.sampled_from(["", "/"]),
    st.lists(SEGMENTS, min_size=1, max_size=4),
    st.sampled_from(["", "/"]),
)
ESCAPES = st.sampled_from([r"\a", r"\*", r"\?", r"a\ b", r"\\", r"\[a\]", r"*\*", r"\?*b"])
GITHUBS = st.builds(
    lambda start, parts, end: start + "/".join(parts) + end,
    st.sampled_from(["", "/"]),
    st.lists(st.one_of(SEGMENTS, ESCAPES), min_size=1, max_size=4),
    st.sampled_from(["", "/"]),
).filter(lambda pattern: "***" not in pattern.replace(r"\*", ""))
NAMES = st.one_of(
    st.text(LETTERS, min_size=1, max_size=5), st.sampled_from(["*", "?", "a b", "\\", "[a]", "*a", "a\nb"])
)
PATHS = st.lists(NAMES, min_size=1, max_size=5).map("/".join)


def name_fits(signs: list[str], name: str) -> bool:
    """One segment. A sign is a star, a question mark, or one character after a backslash."""
    if not signs:
        return not name
    if signs[0] == "*":
        return name_fits(signs[1:], name) or (name != "" and name_fits(signs, name[1:]))
    return name != "" and (signs[0] == "?" or signs[0] == "\\" + name[0]) and name_fits(signs[1:], name[1:])


def signs_of(segment: str, dialect: Dialect) -> list[str]:
    signs, rest = [], list(segment)
    while rest:
        sign = rest.pop(0)
        if sign == "\\" and dialect == "codeowners":
            signs.append("\\" + rest.pop(0))
        else:
            signs.append(sign if sign in "*?" else "\\" + sign)
    return signs


def fits(pattern: list[str], path: list[str], dialect: Dialect) -> bool:
    """All segments of the path, no more and no fewer."""
    if not pattern:
        return not path
    if pattern[0] == "**":
        return any(fits(pattern[1:], path[skip:], dialect) for skip in range(len(path) + 1))
    here = bool(path) and name_fits(signs_of(pattern[0], dialect), path[0])
    return here and fits(pattern[1:], path[1:], dialect)


def covers(pattern: str, path: str, dialect: Dialect) -> bool:
    """The plain reference: whether the pattern fits the path itself, or the path with something beneath its folder."""
    folder = pattern.endswith("/")
    parts = pattern.removeprefix("/").removesuffix("/").split("/")
    anchored = "/" in pattern.removesuffix("/")
    children_only = dialect == "codeowners" and anchored and parts[-1] == "*"
    if parts[-1] == "**":
        parts = [*parts, "*"]
        folder = folder and dialect == "gitignore"
    parts = parts if anchored else ["**", *parts]
    itself = fits(parts, path.split("/"), dialect)
    beneath = fits([*parts, "**", "*"], path.split("/"), dialect)
    if folder:
        return beneath
    return itself if children_only else itself or beneath


def check(patterns: list[str], paths: list[str], remembered: int, dialect: Dialect) -> None:
    rules = list(zip(patterns, patterns, strict=True))
    table = PathTable(rules, dialect, remembered)
    hits = {path: [number for number, one in enumerate(patterns) if covers(one, path, dialect)] for path in paths}
    winners = {path: found[-1] if found else None for path, found in hits.items()}
    for path in (*paths, *paths):
        assert table.index(path) == winners[path]
    assert table.match_all(paths) == [None if (won := winners[path]) is None else patterns[won] for path in paths]
    matched = {number for found in hits.values() for number in found}
    assert table.survey(paths) == Survey(
        unmatched=tuple(number for number in range(len(patterns)) if number not in matched),
        shadowed=tuple(sorted(matched - set(winners.values()))),
    )


REMEMBERED = st.sampled_from([1, 5, 1000])


@settings(deadline=None)
@given(st.lists(OURS, max_size=8), st.lists(PATHS, min_size=1, max_size=8), REMEMBERED)
def test_in_gitignores_manner_it_is_the_last_pattern_that_covers(
    patterns: list[str], paths: list[str], remembered: int
) -> None:
    check(patterns, paths, remembered, "gitignore")


@settings(deadline=None)
@given(st.lists(GITHUBS, max_size=8), st.lists(PATHS, min_size=1, max_size=8), REMEMBERED)
def test_in_codeowners_it_is_the_last_pattern_that_covers(
    patterns: list[str], paths: list[str], remembered: int
) -> None:
    check(patterns, paths, remembered, "codeowners")


@settings(deadline=None)
@given(
    st.lists(st.text("a*?b", min_size=1, max_size=12), min_size=60, max_size=120), st.text("ab", min_size=1, max_size=9)
)
def test_many_wildcards_at_once_are_as_each_of_them_alone(patterns: list[str], name: str) -> None:
    alone = [number for number, pattern in enumerate(patterns) if covers(pattern, name, "gitignore")]
    assert PathTable([(one, None) for one in patterns]).index(name) == (alone[-1] if alone else None)


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.tuples(st.text("a*?b", min_size=1, max_size=8), st.text("ab*", min_size=1, max_size=2)), min_size=50),
    st.lists(st.text("ab", min_size=1, max_size=5), min_size=2, max_size=4),
)
def test_many_folders_of_wildcards_at_once_are_as_each_of_them_alone(
    pairs: list[tuple[str, str]], names: list[str]
) -> None:
    check([f"**/{folder}/{name}" for folder, name in pairs], ["/".join(names), "/".join(names[1:])], 1000, "gitignore")


def test_thousands_of_wildcards_are_asked_in_several_goes_and_the_highest_wins() -> None:
    patterns = [f"*a*b{number:b}*".replace("0", "a").replace("1", "b*") for number in range(3000)]
    table = PathTable([(one, None) for one in patterns])
    for name in ("a", "abb", "xaybzbwb", "ababab", "aabbabbabbabbb", "abaaaaaaaaaa", "bbbb"):
        alone = [number for number, one in enumerate(patterns) if name_fits(signs_of(one, "gitignore"), name)]
        assert table.index(name) == (alone[-1] if alone else None)


@settings(deadline=None)
@given(st.one_of(OURS, GITHUBS), PATHS)
def test_one_pattern_alone(pattern: str, path: str) -> None:
    assert matches(pattern, path, "codeowners") is covers(pattern, path, "codeowners") or "***" in pattern
    assert matches(pattern, path) is covers(pattern, path, "gitignore")
