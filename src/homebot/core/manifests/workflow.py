"""GitHub Actions' workflows: the actions and the workflows of other repositories that they use (`uses:`), and images of
containers. As in GitHub's own dependency graph, they are what the workflow runs with. Local ones (`./`) are none."""

from collections.abc import Iterator

from homebot.core.manifests.bounds import Bound
from homebot.core.manifests.found import Found
from homebot.core.manifests.images import image
from homebot.core.manifests.manifest import Manifest
from homebot.core.nodes import Documents, Node
from homebot.core.purl import purl
from homebot.core.wording import quoted

FILES = (".github/workflows/*.yml", ".github/workflows/*.yaml")
KIND = "manifest"


def read_documents(documents: Documents) -> Manifest:
    """Every action, workflow and image that is named."""
    found = Found("githubactions")
    root = found.root(documents)
    for _, _, job in found.pairs(root.get("jobs") if root else None, "jobs"):
        for uses in _uses(job, found):
            _action(found.text(uses, "uses"), uses, found)
        for container in _images(job, found):
            _image(found.text(container, "image"), container, found)
    return found.manifest()


def _uses(job: Node, found: Found) -> Iterator[Node]:
    if not found.expect(job, "mapping", "a job"):
        return
    steps = found.items(job.get("steps"), "steps")
    for place in (job, *(step for step in steps if found.expect(step, "mapping", "a step"))):
        uses = place.get("uses")
        if uses is not None:
            yield uses


def _images(job: Node, found: Found) -> Iterator[Node]:
    services = (value for _, _, value in found.pairs(job.get("services"), "services"))
    for container in (job.get("container"), *services):
        named = container.get("image") if container is not None and container.kind == "mapping" else container
        if named is not None:
            yield named


def _action(text: str, uses: Node, found: Found) -> None:
    if text.startswith("docker://"):
        _image(text.removeprefix("docker://"), uses, found)
        return
    if not text or text.startswith("./"):
        return
    path, at, version = text.partition("@")
    parts = path.split("/")
    if len(parts) < 2 or not at:
        found.problem(f"{quoted(text)} is not owner/repository@version", uses.place.line, uses.place.column)
        return
    found.needs("/".join(parts[:2]), Bound(version), line=uses.place.line)


def _image(text: str, place: Node, found: Found) -> None:
    if text and "${{" not in text:
        path, version = image(text)
        package = purl("docker", path)
        if package is None:
            found.problem(f"{quoted(text)} is no image", place.place.line, place.place.column)
        else:
            found.needs(text, Bound(version), line=place.place.line, package=package)
