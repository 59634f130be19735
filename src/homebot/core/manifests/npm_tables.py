"""The tables in which npm, pnpm and Yarn write what a package asks for, what counts for more first."""

from homebot.core.manifests.manifest import Scope

OPTIONAL = "optionalDependencies"
TABLES: tuple[tuple[str, Scope], ...] = (
    ("dependencies", "runtime"),
    ("peerDependencies", "runtime"),
    (OPTIONAL, "optional"),
    ("devDependencies", "development"),
)
"""Peers are needed at run time, whoever installs them."""
