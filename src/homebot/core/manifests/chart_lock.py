"""Helm's `Chart.lock`: the charts in a chart, with the versions that were resolved."""

from homebot.core.manifests.bounds import Bound
from homebot.core.manifests.found import Found
from homebot.core.manifests.manifest import Manifest
from homebot.core.nodes import Documents

FILES = ("Chart.lock",)
KIND = "lock"


def read_documents(documents: Documents) -> Manifest:
    """Every chart that is locked: all of them are direct."""
    found = Found("helm")
    root = found.root(documents)
    for one in found.items(root.get("dependencies") if root else None, "dependencies"):
        name = one.get("name") if found.expect(one, "mapping", "dependencies") else None
        if name is not None and found.text(name, "dependencies: name"):
            version = found.text(one.get("version"), f"{name.text}: version")
            found.needs(name.text, Bound(version), line=name.place.line)
    return found.manifest()
