"""Which facts the standards of a repository will ask for, so that nothing is read or analysed for nobody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from homebot.core.directory import Directory, StandardSetting
from homebot.core.standards import options_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """Standards with the options they are held under in one repository, without repetition: (standard, `Options`)."""

    settings: tuple[tuple[str, Any], ...] = ()

    def options(self, standard: str) -> tuple[Any, ...]:
        """The options of a standard, one for each different way it is set; none where no profile has it."""
        return tuple(options for name, options in self.settings if name == standard)

    def any_of(self, *standards: str) -> bool:
        """Whether one of these standards is held anywhere in the repository."""
        return any(name in standards for name, _ in self.settings)


def wanted(directory: Directory, repository: str, pinned: Iterable[StandardSetting] = ()) -> Wanted:
    """What the profiles of the services in `owner/name` ask for, in the order of the catalogue, and what is `pinned` by
    agreements."""
    profiles = dict.fromkeys(service.profile for service in directory.services_of_repository(repository))
    settings = (setting for name in profiles for setting in directory.profiles.get(name, ()))
    return Wanted(options_wanted((*settings, *pinned)))


def options_wanted(settings: Iterable[StandardSetting]) -> tuple[tuple[str, Any], ...]:
    """Each setting's standard with its options, without repetition."""
    found = ((setting.standard, options_of(setting.standard, setting.options)) for setting in settings)
    return tuple(dict.fromkeys(found))


def named_contexts(asked: Wanted) -> frozenset[str]:
    """The names of the checks that some standard requires to pass."""
    return frozenset(name for options in asked.options("required-checks") for name in options.contexts)


def contexts_by_repository(
    directory: Directory, agreed: Mapping[str, frozenset[str]] = MappingProxyType({})
) -> dict[str, tuple[str, ...]]:
    """Where which checks are required, by agreements too; repositories without any are left out."""
    repositories = sorted({service.repository for service in directory.services.values()})
    required = {name: named_contexts(wanted(directory, name)) | agreed.get(name, frozenset()) for name in repositories}
    found = {name: tuple(sorted(contexts)) for name, contexts in required.items()}
    return {name: contexts for name, contexts in found.items() if contexts}
