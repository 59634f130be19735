"""Whose packages a change newly depends on, by what every repository's own files say too."""

from dataclasses import replace

from homebot.app.outside import Outside
from homebot.app.ownership import whole_catalogue
from homebot.core.facts import Change
from homebot.core.providers import providers


def with_providers(outside: Outside, change: Change) -> Change:
    """With the services that provide what its manifests newly ask for; nothing is read where they ask for nothing."""
    found = change.dependencies
    packages = dict.fromkeys(package for file in found.files for package, _ in file.added) if found is not None else {}
    if found is None or not packages:
        return change
    with outside.engine.connect() as connection:
        known = providers(whole_catalogue(connection, outside.configuration.current(), outside.clock().date()))
    provided = tuple((package, known[package]) for package in packages if package in known)
    return replace(change, dependencies=replace(found, providers=provided))
