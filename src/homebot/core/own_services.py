"""Which services live in a repository, and how each is set: those of `services.yaml` as `.homebot.yml` sets them, else
those that the repository's own files name (SPEC 3)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, get_args
from urllib.parse import unquote

from homebot.core.directory import Directory, Lifecycle, Place, ReviewRule, Service
from homebot.core.ownership import Fault
from homebot.core.repository_files import MOST_HINTS, Component, RepositoryFiles, Settings
from homebot.core.wording import quoted, suggestion

_SOURCE = re.compile(r"(?:url:)?https?://[^/\s]+/([^/\s]+/[^/\s]+)(?:/(?:tree|blob)/[^/\s]+(/[^\s]*)?)?/?")
_LIFECYCLES = frozenset(get_args(Lifecycle))
_PLAIN = ("lifecycle", "mode", "paths", "warranty_days", "since")
"""Keys that the Home Team may set as it likes."""


class OwnServices:
    """The services of `owner/name` in order, and what was refused. A service that `services.yaml` does not know has no
    owner yet."""

    def __init__(self, directory: Directory, files: RepositoryFiles, repository: str) -> None:
        self._directory, self._files, self._repository = directory, files, repository
        self.faults: list[Fault] = []
        self._listed = directory.services_of_repository(repository)
        self._set = dict(self._named())
        self.services = tuple(self._all())

    def settings_of(self, service: str) -> Settings | None:
        """What `.homebot.yml` says of a service."""
        return self._set.get(service)

    def _named(self) -> Iterator[tuple[str, Settings]]:
        """What `.homebot.yml` says, by the names of the services it means."""
        seen: set[str] = set()
        for settings in self._files.settings:
            name = self._meant(settings)
            if name is None:
                continue
            if name in seen:
                self._refuse(settings.place, f"the service {quoted(name)} is there twice", "keep one of them")
                continue
            seen.add(name)
            yield name, settings

    def _meant(self, settings: Settings) -> str | None:
        """The one service of the repository needs no name."""
        if settings.name is None:
            if len(self._listed) > 1:
                known = ", ".join(service.name for service in self._listed[:8])
                self._refuse(settings.place, "which service is meant?", f"add a name: {known}")
                return None
            return self._listed[0].name if self._listed else self._free(self._repository.partition("/")[2])
        other = self._directory.services.get(settings.name)
        if other is not None and other.repository != self._repository and self._listed:
            message = f"name: the service {quoted(settings.name)} lives in {other.repository}"
            self._refuse(settings.place_of("name"), message, f"see {other.place}")
            return None
        return self._free(settings.name)

    def _free(self, name: str) -> str:
        """The name, or a longer one where a service elsewhere has it."""
        other = self._directory.services.get(name)
        if other is None or other.repository == self._repository:
            return name
        short = self._repository.partition("/")[2]
        return self._repository if name == short else f"{self._repository}:{name}"

    def _all(self) -> Iterator[Service]:
        listed = {service.name for service in self._listed}
        new = [
            Service(name, "", self._repository, place=s.place) for name, s in self._set.items() if name not in listed
        ]
        if not self._listed and not self._set:
            new = [*self._of_components()] or [*self._of_owners()]
        for service in (*new, *self._listed):
            settings = self._set.get(service.name)
            yield service if settings is None else self._as_set(service, settings)

    def _of_components(self) -> Iterator[Service]:
        """At most one component for everything, then those with a folder of their own: the last that matches counts."""
        folders = [(component, _folder(component, self._repository)) for component in self._each_once()]
        yield from self._of_everything([component for component, folder in folders if folder == ""])
        for component, folder in folders:
            if folder:
                yield self._component(component, (f"/{folder}/",))

    def _each_once(self) -> Iterator[Component]:
        """Components of one name may be of several namespaces; services have none."""
        seen: dict[str, Component] = {}
        for component in self._files.components:
            first = seen.setdefault(component.name.casefold(), component)
            if first is component:
                yield component
            else:
                message = f"the component {quoted(component.name)} has the name of another, {first.place}"
                self._refuse(component.place, message, "give it a name of its own")

    def _of_everything(self, whole: list[Component]) -> Iterator[Service]:
        if not whole:
            return
        name = self._repository.partition("/")[2]
        first = next((one for one in whole if one.name.casefold() == name), whole[0])
        for component in whole:
            if component is not first:
                message = f"the component {quoted(component.name)} names no folder; {quoted(first.name)} has them all"
                self._refuse(component.place, message, "annotate it with backstage.io/source-location")
        yield self._component(first, ("**",))

    def _component(self, component: Component, paths: tuple[str, ...]) -> Service:
        lifecycle: Any = component.lifecycle if component.lifecycle in _LIFECYCLES else "production"
        name = self._free(component.name)
        return Service(name, "", self._repository, paths, lifecycle=lifecycle, place=component.place)

    def _of_owners(self) -> Iterator[Service]:
        """Where owners are all that is known, the repository is one service. Addresses own nothing."""
        words = [word for word in self._files.words if any(owner.kind != "email" for owner in word.owners)]
        if words:
            yield Service(self._free(self._repository.partition("/")[2]), "", self._repository, place=words[0].place)

    def _as_set(self, service: Service, settings: Settings) -> Service:
        if service.owner:
            self._keep_owner(service, settings)
        if settings.repository not in (None, self._repository):
            message = f"repository: this is {self._repository}, not {settings.repository}"
            self._refuse(settings.place_of("repository"), message, "remove the key")
        found: dict[str, Any] = {key: getattr(settings, key) for key in _PLAIN}
        found["profile"] = self._profile(settings)
        found["provides"] = self._provides(service, settings)
        found["consumes"] = self._consumes(service, settings)
        before = service.review
        review = ReviewRule(
            approvals=before.approvals if settings.approvals is None else settings.approvals,
            first_response=settings.first_response or before.first_response,
        )
        return replace(service, review=review, **{key: value for key, value in found.items() if value is not None})

    def _keep_owner(self, service: Service, settings: Settings) -> None:
        if settings.owner not in (None, service.owner):
            message = f"owner: {quoted(service.name)} is owned by {quoted(service.owner)}, says {service.place}"
            self._refuse(
                settings.place_of("owner"), message, "a service's owner is changed there alone; remove the key"
            )

    def _profile(self, settings: Settings) -> str | None:
        name = settings.profile
        if name is None or name in self._directory.profiles:
            return name
        message = f"profile: unknown profile {quoted(name)}"
        self._refuse(settings.place_of("profile"), message, self._hint(name, self._directory.profiles))
        return None

    def _provides(self, service: Service, settings: Settings) -> tuple[str, ...] | None:
        """What another service provides stays its own: credit for a package goes to one home."""
        if settings.provides is None:
            return None
        others = {
            package: other
            for other in self._directory.services.values()
            if other.name != service.name
            for package in other.provides
        }
        for package in settings.provides:
            if package in others:
                message = f"provides: {quoted(package)} is provided by {quoted(others[package].name)} already"
                self._refuse(settings.place_of("provides"), message, f"see {others[package].place}")
        return tuple(package for package in settings.provides if package not in others)

    def _consumes(self, service: Service, settings: Settings) -> tuple[str, ...] | None:
        if settings.consumes is None:
            return None
        known = {*self._directory.services, *self._set} - {service.name}
        for name in settings.consumes:
            if name not in known:
                message = f"consumes: unknown service {quoted(name)}"
                self._refuse(settings.place_of("consumes"), message, self._hint(name, known))
        return tuple(name for name in settings.consumes if name in known)

    def _hint(self, name: str, known: Iterable[str]) -> str:
        return suggestion(name, known) if len(self.faults) < MOST_HINTS else ""

    def _refuse(self, place: Place, message: str, fix: str) -> None:
        self.faults.append(Fault(place, message, fix))


def set_by(directory: Directory, settings: tuple[Settings, ...], repository: str) -> tuple[str, ...]:
    """The services of `owner/name` that these words of `.homebot.yml` set, or would set."""
    own = OwnServices(directory, RepositoryFiles(settings=settings), repository)
    return tuple(service.name for service in own.services if own.settings_of(service.name) is not None)


def _folder(component: Component, repository: str) -> str | None:
    """The folder of a component; "" for the whole repository, `None` for one of another repository."""
    found = _SOURCE.fullmatch(component.source or "")
    there = found[1].lower() if found else component.github
    if there is not None and there.lower().removesuffix(".git") != repository:
        return None
    folder = unquote(found[2] or "").strip("/") if found else ""
    return "" if set(folder) & set("*?") else folder
