"""Helm's `Chart.yaml`: the chart itself and the charts in it. A chart's repository is no part of its name, for a chart
does not know where it will be published."""

from homebot.core.manifests.bounds import npm
from homebot.core.manifests.found import Found
from homebot.core.manifests.manifest import Manifest
from homebot.core.nodes import Documents

FILES = ("Chart.yaml",)
KIND = "manifest"


def read_documents(documents: Documents) -> Manifest:
    """The chart, and the charts it names."""
    found = Found("helm")
    root = found.root(documents)
    if root is None:
        return found.manifest()
    name = root.get("name")
    if name is None:
        found.problem("a chart without a name", root.place.line, root.place.column)
    elif found.text(name, "name"):
        found.is_(name.text, found.text(root.get("version"), "version"), name.place.line)
    for one in found.items(root.get("dependencies"), "dependencies"):
        named = one.get("name") if found.expect(one, "mapping", "dependencies") else None
        if named is not None and found.text(named, "dependencies: name"):
            wanted = found.text(one.get("version"), f"{named.text}: version")
            found.needs(named.text, npm(wanted), line=named.place.line)
        elif one.kind == "mapping" and named is None:
            found.problem("a dependency without a name", one.place.line, one.place.column)
    return found.manifest()
