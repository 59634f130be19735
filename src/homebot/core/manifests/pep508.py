"""Requirements of Python packages as PEP 508 writes them: `name[extra] >=1,<2 ; marker` and `name @ address`.

Read here and not by `packaging`, which `core` may not import: only the name and the bound are wanted, and a marker
decides nothing (whatever the platform, the project names the package).
"""

import re

from homebot.core.manifests.bounds import ANY, Bound, pep440

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,198}[A-Za-z0-9])?(?![A-Za-z0-9._-])")
_EXTRAS = re.compile(r"\s*(?:\[[^\]]{0,400}\])?\s*")
_AFTER = re.compile(r"$|[;<>=!~@(,]|--")
_SPECIFIERS = re.compile(r"[<>=!~][^;@]{0,1000}?(?=;|\s--|\s@|$)")
_TAG = re.compile(r"@\s*git\+[^\s#]{1,500}@([A-Za-z0-9][\w.+-]{0,100})(?:[#\s;]|$)")
"""A tag or commit of an address of git: `@ git+https://github.com/acme/client@v1.4.0`."""


def requirement(text: str) -> tuple[str, Bound] | None:
    """The name as written, and the bound; `None` for a bare address, a path or anything else."""
    stripped = text.strip()
    name = _NAME.match(stripped)
    if name is None:
        return None
    start = name.end() + len(extras[0]) if (extras := _EXTRAS.match(stripped, name.end())) else name.end()
    if not _AFTER.match(stripped, start):
        return None
    rest = stripped[start:].removeprefix("(")
    if (tag := _TAG.match(rest)) is not None:
        return name[0], Bound(tag[1], tag[1])
    specifiers = _SPECIFIERS.match(rest)
    return name[0], pep440(specifiers[0].replace(")", "")) if specifiers else ANY
