"""Golden cases of what is nobody's to mend: somebody has to decide on it."""

from collections.abc import Callable

from homebot.core.directory import StandardSetting
from homebot.core.found import AnalysisError, Dependencies, ManifestChange
from homebot.core.public_surface.items import ImportFound, PublicSurface, SurfaceChange
from homebot.core.standards.architecture import Edge
from tests import build
from tests.decisions.cases import PROFILE, SOURCE, TEST, Case, passing

OPTIONS = (
    ("public", ("ledger/api.py", "ledger/*.proto")),
    ("forbidden", (Edge(("ledger/**",), ("web",), "a ledger has no pages"),)),
    ("adr_required", ("ledger/storage/**",)),
)
DIRECTORY = build.directory(
    services=(
        build.service("ledgerd", "payments"),
        build.service("clips", "video", "acme/clips", provides=("pkg:pypi/acme-clips",)),
    ),
    profiles={
        "default": (
            *PROFILE,
            StandardSetting("architecture", options=OPTIONS),
            StandardSetting("dependencies"),
            StandardSetting("experiment"),
        )
    },
    bar_raisers={"architecture": ("vera", "gina")},
)
API, MANIFEST = build.file("ledger/api.py"), build.file("requirements.txt")


def public_surface() -> Case:
    """Of three rules each one; names and texts of strangers are shown as they are."""
    changes = (
        SurfaceChange("ledger/api.py", 12, "settle", "function", "removed"),
        SurfaceChange("ledger/api.py", 3, "Book.close", "method", "changed", "Book.close() → Book.close(`@bob`)"),
        SurfaceChange("ledger/old.proto", 1, "ledger/old.proto", "file", "gone", "7 public names"),
    )
    surface = PublicSurface(changes, (ImportFound("ledger/close.py", 2, "web.page"),))
    gone = build.file("ledger/old.proto", kind="deleted", after=None)
    files = (SOURCE, TEST, API, gone, build.file("ledger/storage/rows.py"))
    return Case(passing(files=files, surface=surface, dependencies=Dependencies()), DIRECTORY)


def new_dependency() -> Case:
    """One with its reason, one without, and another service's; the label asks for an experiment that is named."""
    added = (("pkg:pypi/requests", 2), ("pkg:pypi/six", 3), ("pkg:pypi/acme-clips", 4))
    body = (
        f"{build.GOOD_DESCRIPTION}Dependency: requests - the partner speaks HTTP only\nExperiment: https://e.example/1"
    )
    dependencies = Dependencies((ManifestChange("requirements.txt", "requirements.txt", added),))
    facts = {"body": body, "labels": ("customer-facing",), "surface": PublicSurface(), "dependencies": dependencies}
    return Case(passing(files=(SOURCE, TEST, MANIFEST), **facts), DIRECTORY)


def not_read() -> Case:
    """A manifest and a public file that nobody can read."""
    dependencies = Dependencies(errors=(AnalysisError("requirements.txt", 'line 3: "!" is no requirement'),))
    surface = PublicSurface(errors=(AnalysisError("ledger/api.py", "not valid Python 3.11: invalid syntax (line 7)"),))
    files = (SOURCE, TEST, API, MANIFEST)
    labels = ("customer-facing",)
    return Case(passing(files=files, labels=labels, surface=surface, dependencies=dependencies), DIRECTORY)


CASES: dict[str, Callable[[], Case]] = {case.__name__: case for case in (public_surface, new_dependency, not_read)}
