"""`services.yaml`: the services, their owners, their repositories and how each is held to its standards."""

from homebot.adapters.config.entries import SECTION, Entry, entries, file_fields, section
from homebot.adapters.config.packages import PACKAGE
from homebot.adapters.config.reading import Reading
from homebot.adapters.config.records import Field, nested, record
from homebot.adapters.config.shapes import (
    DAY,
    DURATION,
    GLOB,
    REPOSITORY,
    choice,
    listing,
    reference,
    whole,
)
from homebot.core.directory import ReviewRule, Service
from homebot.core.nodes import Node
from homebot.core.wording import quoted

FILE = file_fields(services=Field(SECTION, required=True))
REVIEW = {"approvals": Field(whole(0, 15)), "first_response": Field(DURATION)}
SERVICE = {
    "owner": Field(reference("team"), required=True),
    "repository": Field(REPOSITORY, required=True),
    "paths": Field(listing(GLOB, at_least=1)),
    "lifecycle": Field(choice("experimental", "production", "deprecated")),
    "mode": Field(choice("observe", "advise", "enforce")),
    "profile": Field(reference("profile")),
    "provides": Field(listing(PACKAGE)),
    "consumes": Field(listing(reference("service"))),
    "review": Field(nested("a mapping with approvals and first_response", REVIEW, ReviewRule)),
    "warranty_days": Field(whole(0, 3650)),
    "since": Field(DAY),
}


def read_services(root: Node, reading: Reading) -> dict[str, Service]:
    """Reads the file's root; a service that cannot be read is left out and noted."""
    found: dict[str, Service] = {}
    providers: dict[str, Service] = {}
    node = section(record(root, FILE, reading).values, "services")
    with reading.under("services"):
        for entry in entries(node, reading):
            service = _service(entry, reading)
            if service is not None:
                found[entry.name] = service
                with reading.under("provides"):
                    _check_packages(service, entry.node, providers, reading)
    return found


def _service(entry: Entry, reading: Reading) -> Service | None:
    read = record(entry.node, SERVICE, reading)
    if entry.name in read.values.get("consumes", ()):
        with reading.under("consumes"):
            hint = f"remove {quoted(entry.name)}"
            reading.refuse(read.places["consumes"], "a service does not consume itself", hint)
    return Service(name=entry.name, place=entry.place, **read.values) if read.complete else None


def _check_packages(service: Service, node: Node, providers: dict[str, Service], reading: Reading) -> None:
    """A package comes from one service, or an adoption of it would have two homes."""
    provides = node.get("provides")
    for number, package in enumerate(service.provides):
        other = providers.setdefault(package, service)
        if other is not service and provides is not None:
            message = f"{quoted(package)} is provided by {quoted(other.name)} already"
            reading.refuse(provides.items[number].place, message, f"see {other.place}")
