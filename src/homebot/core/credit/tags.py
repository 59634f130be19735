"""Which packages a tag releases, and at which version: told by its name alone.

Plain tags (`v1.2.0`, `1.2.0`) release every package of the repository that has no tags of its own. A tag that names a
package releases that one: `client-v1.2.0`, `client@1.2.0`, `@acme/client@1.2.0`, `acme-ledgerd-client/v1.2.0`, Go's
`sub/dir/v1.2.0`; one that names a service releases all packages of it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

_PLAIN = re.compile(r"(?:release[-/])?[vV]?(\d+(?:\.\d+)+\S*|\d{6,}\S*)")
"""A lone small number (`v2`) is the tag that moves along with every release of it, not a release."""
_NAMED = re.compile(r"[-@/_=:][-@/_=:]?[vV]?(\d+(?:\.\d+)*\S*)")
LONGEST = 250


@dataclass(frozen=True, slots=True)
class Released:
    """A tag says that `package` has this version."""

    package: str
    version: str
    tag: str


def released(tags: Iterable[str], provides: Mapping[str, tuple[str, ...]], repository: str) -> tuple[Released, ...]:
    """What the tags of `owner/name` say of the packages that its services provide (`provides`: service to packages),
    in the order of the tags. Whether a text is a version of its ecosystem is not looked at."""
    names = _names(provides, repository)
    said = {tag: tuple(_of_package(tag, names)) for tag in tags if len(tag) <= LONGEST}
    named = [one for found in said.values() for one in found]
    whole = _without_own(provides, named, repository)
    return (*named, *_plain((tag for tag, found in said.items() if not found), whole))


def _without_own(provides: Mapping[str, tuple[str, ...]], named: Iterable[Released], repository: str) -> list[str]:
    """The packages that have no tags of their own."""
    own = {one.package for one in named}
    return [one for one in _packages(provides) if one not in own and not _has_folder(one, repository)]


def _plain(tags: Iterable[str], packages: Sequence[str]) -> Iterator[Released]:
    for tag in tags:
        if match := _PLAIN.fullmatch(tag):
            yield from (Released(package, match[1], tag) for package in packages)


def _packages(provides: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(package for packages in provides.values() for package in packages))


def _of_package(tag: str, names: Mapping[str, tuple[str, ...]]) -> Iterator[Released]:
    """The packages whose name the tag begins with, if a version follows: the longest name that does."""
    folded = _folded(tag)
    for name in sorted(names, key=len, reverse=True):
        if folded.startswith(name) and (match := _NAMED.fullmatch(tag[len(name) :])):
            yield from (Released(package, match[1], tag) for package in names[name])
            return


def _names(provides: Mapping[str, tuple[str, ...]], repository: str) -> dict[str, tuple[str, ...]]:
    """By which names tags may call the packages, with the packages; a package's own name goes before a service's."""
    found: dict[str, dict[str, None]] = {}
    for package in _packages(provides):
        for name in _called(package, repository):
            found.setdefault(_folded(name), {})[package] = None
    for service, packages in provides.items():
        if _folded(service) not in found:
            found[_folded(service)] = dict.fromkeys(packages)
    return {name: tuple(packages) for name, packages in found.items() if name}


def _called(package: str, repository: str) -> Iterator[str]:
    """`pkg:npm/%40acme/client` is called `@acme/client` and `client`; a Go module by its folder in the repository."""
    kind, _, rest = package.removeprefix("pkg:").partition("/")
    name = unquote(rest.partition("?")[0].partition("#")[0])
    if kind == "golang":
        if folder := _folder(name, repository):
            yield folder
        return
    yield name
    yield name.rpartition("/")[2]


def _has_folder(package: str, repository: str) -> bool:
    """Whether it is a Go module below the root, which only tags with its folder release."""
    return package.startswith("pkg:golang/") and bool(_folder(package.removeprefix("pkg:golang/"), repository))


def _folder(module: str, repository: str) -> str:
    """The folder of a Go module in its repository; a major version at its end (`/v2`) is none."""
    _, found, rest = module.lower().partition(f"/{repository.lower()}/")
    return re.sub(r"(^|/)v\d+$", "", rest) if found else ""


def _folded(name: str) -> str:
    """Names are compared as PyPI compares them. No character comes or goes, so that what follows the name is found."""
    return name.lower().replace("_", "-").replace(".", "-")
