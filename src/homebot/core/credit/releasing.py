"""Which release of a package holds a contribution first (SPEC 10): the lowest version, by the order of its ecosystem,
of those whose commit contains the merge when that is looked at. Once said it stays, whatever happens to tags later.

Of a package without any release the merge itself counts, with an empty version: whoever names the package carries it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from homebot.core.credit.events import ContributionReleased, ReleasedBy


@dataclass(frozen=True, slots=True)
class Seen:
    """A version of a package, and the tag or manifest (`name`) that says so at the commit `oid`; that is empty for what
    a manifest said when it was first read, which is no release. `moved` is where the tag points by now, empty where it
    stayed."""

    package: str
    version: str
    name: str
    how: ReleasedBy
    oid: str
    moved: str = ""


@dataclass(frozen=True, slots=True)
class Unreleased:
    """A contribution's part in a service that no release of `package` holds yet; `oid` is its merge."""

    of: str
    service: str
    package: str
    oid: str


def first_releases(
    unreleased: Iterable[Unreleased],
    versions: Mapping[str, Sequence[Seen]],
    held: Mapping[str, Collection[str]],
    tip: str,
    at: datetime,
) -> tuple[ContributionReleased, ...]:
    """What can be said by now. `versions` are those of each package, the lowest first; `held` says which merges a
    commit contains, those of the default branch's `tip` among them."""
    found: list[ContributionReleased] = []
    for part in unreleased:
        released = [one for one in versions.get(part.package, ()) if one.oid]
        first = next((one for one in released if part.oid in held.get(one.oid, ())), None)
        if first is None and not released and part.oid in held.get(tip, ()):
            first = Seen(part.package, "", "", "merge", tip)
        if first is not None:
            found.append(_event(part, first, at))
    return tuple(found)


def _event(part: Unreleased, first: Seen, at: datetime) -> ContributionReleased:
    return ContributionReleased(
        key=f"released:{part.of}:{part.service}:{part.package}",
        of=part.of,
        service=part.service,
        package=part.package,
        version=first.version,
        how=first.how,
        name=first.name if first.how != "manifest" else "",
        oid=first.oid,
        at=at,
    )


def newly_said(said: Iterable[tuple[str, str, str]], known: Iterable[Seen], tip: str) -> tuple[Seen, ...]:
    """The versions that manifests say of the packages they are, given as (package, version, path): one that no manifest
    said before is a release of `tip`; the first one ever is where counting begins."""
    before: dict[str, set[str]] = {}
    for one in known:
        if one.how == "manifest":
            before.setdefault(one.package, set()).add(one.version)
    found: dict[tuple[str, str], Seen] = {}
    for package, version, path in said:
        versions = before.get(package)
        if version and (versions is None or version not in versions):
            oid = tip if versions is not None else ""
            found.setdefault((package, version), Seen(package, version, path, "manifest", oid))
    return tuple(found.values())


def newly_tagged(tagged: Iterable[Seen], known: Iterable[Seen]) -> tuple[tuple[Seen, ...], tuple[Seen, ...]]:
    """Of the versions that tags say: what is to be written down, and which tags were moved. A moved tag keeps the
    commit it was first seen at; where it points now is noted, until it points back."""
    before = {(one.package, one.version, one.name): one for one in known}
    changed: list[Seen] = []
    moved: list[Seen] = []
    for one in tagged:
        old = before.get((one.package, one.version, one.name))
        if old is None:
            changed.append(one)
            continue
        now = Seen(old.package, old.version, old.name, _stronger(old.how, one.how), old.oid, _moved(old, one))
        changed += [now] if now != old else []
        moved += [now] if now.moved else []
    return tuple(changed), tuple(moved)


def _moved(old: Seen, now: Seen) -> str:
    return now.oid if now.oid != old.oid else ""


def _stronger(old: ReleasedBy, new: ReleasedBy) -> ReleasedBy:
    """A tag that was released on GitHub stays a release."""
    return "release" if "release" in (old, new) else new
