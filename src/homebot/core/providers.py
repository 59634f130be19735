"""Which services provide which packages."""

from homebot.core.directory import Directory


def providers(directory: Directory) -> dict[str, tuple[str, ...]]:
    """Which services provide each package; with more than one it is in conflict."""
    found: dict[str, list[str]] = {}
    for service in directory.services.values():
        for package in service.provides:
            found.setdefault(package, []).append(service.name)
    return {package: tuple(services) for package, services in found.items()}
