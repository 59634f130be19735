"""What requirements say of versions: the exact one where they name it, else the lowest they admit.

Each ecosystem writes requirements in its own way (PEP 440, node-semver, Cargo, RubyGems, Maven); a lowest version is
text as written, completed with zeros where the requirement leaves parts out. What is not understood says nothing.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bound:
    """`version` where only that one is admitted, else `at_least`; both empty where nothing is said."""

    version: str = ""
    at_least: str = ""


ANY = Bound()

_LONGEST = 1_000
_CLAUSE = re.compile(r"\s*(===|==|~=|!=|<=|>=|<|>|~>|=|\^|~|)\s*((?:\d{1,9}!)?[^\s,;|<>=~^!()]+)\s*")
_NUMBERS = re.compile(r"[0-9]{1,18}")
_PARTS = re.compile(r"[0-9]{1,18}|[A-Za-z]+")
_PARTIAL = re.compile(r"v?(\d{1,18}|[xX*])(?:\.(\d{1,18}|[xX*]))?(?:\.(\d{1,18}|[xX*]))?([-+][0-9A-Za-z.+-]{1,100})?")
_RANGE = re.compile(r"([\[(])([^,\[\]()]{0,100})(,?)([^,\[\]()]{0,100})([\])])")


Key = tuple[tuple[int, ...], bool, tuple[tuple[str, int], ...]]


def order(version: str) -> Key:
    """A key by which versions of one package can be put in order whatever the ecosystem: the numbers before any letter,
    whether it is a release, and the words and numbers after it, so that beta comes before rc."""
    main, letter, rest = _split(version[:200])
    numbers = [int(number) for number in _NUMBERS.findall(main)]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    # A build or local part (1.0+abc) or a post release does not make a version older; any other letter (1.0rc1) does.
    is_release = letter in ("", "+") or rest.lower().startswith("post")
    return tuple(numbers), is_release, tuple(_word(part) for part in _PARTS.findall(rest))


def _word(part: str) -> tuple[str, int]:
    """Numbers come before words; PEP 440's development releases before all other words."""
    return ("", int(part)) if part.isdigit() else ("!" if part.lower() == "dev" else part.lower(), 0)


def _split(version: str) -> tuple[str, str, str]:
    match = re.search(r"[-+A-Za-z_]", version.lstrip("vV"))
    text = version.lstrip("vV")
    return (text[: match.start()], match[0], text[match.start() :]) if match else (text, "", "")


def _clauses(text: str) -> list[tuple[str, str]]:
    """(operator, version) of clauses that all must hold, divided by commas or spaces."""
    return [(match[1], match[2]) for match in _CLAUSE.finditer(text)] if len(text) <= _LONGEST else []


def _bound(text: str, exact: frozenset[str], lower: frozenset[str], whole: bool = False) -> Bound:
    """Of clauses: `exact` and `lower` are the operators that name the only or the lowest version. `whole`: parts may
    be left out, and an exact one that leaves some out is a lowest one."""
    lowest: list[str] = []
    for operator, version in _clauses(text):
        if operator in exact and not (_is_open(version) if whole else "*" in version):
            exactly = version.removeprefix("v") if whole else version
            return Bound(exactly, exactly)
        if operator in exact | lower:
            lowest.append(_whole(version) if whole else re.sub(r"\.?\*$", "", version))
    return Bound("", max(filter(None, lowest), key=order, default=""))


def _any_of(bounds: list[Bound]) -> Bound:
    """Of alternatives the lowest; nothing where one of them says nothing."""
    lowest = [bound.version or bound.at_least for bound in bounds]
    if len(bounds) == 1:
        return bounds[0]
    return Bound("", min(lowest, key=order)) if lowest and all(lowest) else ANY


def _is_open(version: str) -> bool:
    """Whether a version leaves parts out: `1.2`, `1.x`, `*`; a word (`latest`) leaves out all."""
    match = _PARTIAL.fullmatch(version)
    return match is None or any(part is None or part in "xX*" for part in match.groups()[:3])


def _whole(version: str) -> str:
    """1.2 as 1.2.0, 1.x as 1.0.0, `*` and words as nothing."""
    match = _PARTIAL.fullmatch(version)
    if match is None or match[1] in "xX*":
        return ""
    parts = [part if part is not None and part not in "xX*" else "0" for part in match.groups()[:3]]
    return ".".join(parts) + (match[4] or "")


_PEP440_EXACT, _PEP440_LOWER = frozenset({"==", "==="}), frozenset({"~=", ">=", ">"})
_POETRY_EXACT, _POETRY_LOWER = frozenset({"", "=", "==", "==="}), frozenset({"^", "~", "~=", ">=", ">"})
_NPM_EXACT, _NPM_LOWER = frozenset({"", "="}), frozenset({"^", "~", "~>", ">=", ">"})
_CARGO_EXACT, _CARGO_LOWER = frozenset({"="}), frozenset({"", "^", "~", ">=", ">"})
_GEM_EXACT, _GEM_LOWER = frozenset({"", "="}), frozenset({"~>", ">=", ">"})


def pep440(specifiers: str) -> Bound:
    """PEP 440: `>=1.2,<2`, `==1.2.3`, `~=1.4`. `>` counts as `>=`, and `==1.2.*` as at least 1.2."""
    return _bound(specifiers, _PEP440_EXACT, _PEP440_LOWER)


def poetry(constraint: str) -> Bound:
    """Poetry's own: `^1.2`, `~1.2`, `1.2` (exact), `1.*`, PEP 440's, alternatives by `||`."""
    return _any_of([_bound(part, _POETRY_EXACT, _POETRY_LOWER) for part in re.split(r"\|+", constraint[:_LONGEST])])


def npm(wanted: str) -> Bound:
    """node-semver's ranges: `^1.2.3 || >=2 <3`, `1.2 - 1.4`, `1.x`; Helm's too, which divides by commas."""
    bounds: list[Bound] = []
    for part in wanted[:_LONGEST].split("||"):
        low, dash, _ = part.partition(" - ")
        bounds.append(Bound("", _whole(low.strip())) if dash else _bound(part, _NPM_EXACT, _NPM_LOWER, whole=True))
    return _any_of(bounds)


def cargo(requirement: str) -> Bound:
    """Cargo's: `1.2` is `^1.2`, `=1.2.3` is exact."""
    return _bound(requirement, _CARGO_EXACT, _CARGO_LOWER, whole=True)


def gem(requirement: str) -> Bound:
    """RubyGems': `~> 1.2`, `>= 1, < 3`, `= 1.2`."""
    return _bound(requirement, _GEM_EXACT, _GEM_LOWER)


def maven(version: str) -> Bound:
    """Maven's: `1.2` is what is used unless something else asks, `[1.2]` exact, `[1.2,2.0)` and sets of those."""
    text = version.strip()[:_LONGEST]
    if not text.startswith(("[", "(")):
        return Bound(text, text)
    ranges = list(_RANGE.finditer(text))
    if len(ranges) == 1 and not ranges[0][3]:
        return Bound(ranges[0][2].strip(), ranges[0][2].strip())
    return _any_of([Bound("", one[2].strip()) for one in ranges])
