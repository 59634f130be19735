"""A repository with a branch for each small history, made by git itself: what `homebot check` and the webhook see."""

import string
from collections.abc import Mapping
from pathlib import Path
from random import Random

from homebot.cli.demo import company
from tests.adapters.git.remote import Content, Remote, git

MAIN = "refs/heads/main"


def branches(limit: int, name: str = "tangled", note: str = "") -> bytes:
    """A function of complexity `limit`."""
    body = "".join(f"    if x == {number}:\n        return {number}\n" for number in range(limit - 1))
    return f"def {name}(x):\n{note}{body}    return x\n".encode()


TOKEN = "ghp_" + "".join(Random(2026).choices(string.ascii_letters, k=36))
"""Made up here, so that none lies in this repository."""
LONG = b"limit = '" + b"long " * 30 + b"'\n"


def go(limit: int, note: str = "", name: str = "settle") -> bytes:
    """A function of Go of complexity `limit`."""
    body = "".join(f"\tif x == {number} {{\n\t\treturn {number}\n\t}}\n" for number in range(limit - 1))
    return f"{note}func {name}(x int) int {{\n{body}\treturn x\n}}\n".encode()


OLD: Mapping[bytes, Content] = {
    b"README.md": b"# ledgerd\n",
    b".gitattributes": b"gen/** linguist-generated\n",
    b"ledger/__init__.py": b"",
    b"ledger/close.py": company.LEDGER.encode(),
    b"ledger/big.py": branches(14),
    b"ledger/pair.py": branches(5, "first") + b"\n\n" + branches(12, "second"),
    b"gen/tables.py": b"TABLE = {}\n",
    b"ruff.toml": b"[lint]\nselect = ['E501', 'F401']\n",
    b"ledger/long.py": LONG,
    b"tests/test_close.py": company.LEDGER_TEST.encode(),
}
TEST: Mapping[bytes, Content] = {b"tests/test_close.py": company.MENDED_TEST.encode()}
CHANGES: Mapping[str, Mapping[bytes, Content]] = {
    "clean": {b"ledger/close.py": company.MENDED.encode(), **TEST},
    "tangled": {b"ledger/close.py": company.TANGLED.encode()},
    "old-debt-stays": {b"ledger/big.py": branches(14, note="    # a word\n"), **TEST},
    "old-debt-rises": {b"ledger/big.py": branches(16), **TEST},
    "moved": {b"ledger/big.py": None, b"close/big.py": branches(14, note="    # moved\n"), **TEST},
    "moved-and-rises": {b"ledger/big.py": None, b"close/big.py": branches(15), **TEST},
    "generated": {b"gen/tables.py": b"TABLE = {}\n" + branches(40)},
    "excuses-itself": {b".gitattributes": b"* linguist-generated\n", b"ledger/new.py": branches(12)},
    "large": {b"ledger/data.py": b"".join(b"A%d = %d\n" % (number, number) for number in range(450)), **TEST},
    "cannot-be-read": {b"ledger/new.py": b"def f(:\n    pass\n", b"ledger/old.py": b"print 'two'\n", **TEST},
    "only-deleted": {b"ledger/pair.py": None},
    "hidden-branches": {
        b"ledger/new.py": b"def outer():\n" + b"".join(b"    " + line for line in branches(13).splitlines(True)),
        b"ledger/top.py": b"".join(b"if X == %d:\n    Y = 1\n" % number for number in range(12)),
        **TEST,
    },
    "hostile-names": {
        b"ledger/a\nb.py": branches(12),
        b"ledger/\x1b[31mred\x1b[0m.py": branches(13),
        b"ledger/\xff\xfe.py": branches(14),
        b"ledger/[bold red]x[/].py": branches(15),
        b"ledger/100%,a:b.py": branches(16),
        "ledger/\u202egnp.py".encode(): branches(17),
        b"ledger/::error::x.py": branches(18),
    },
    "no-source": {
        b"logo.png": b"\x89PNG\0\0",
        b"ledger/close.py": ("100755", company.LEDGER.encode()),
        b"link": ("120000", b"/etc/passwd"),
        b"vendored": ("160000", b"1" * 40),
    },
    "leaks": {
        b"ledger/close.py": company.LEDGER.encode() + b"\n\nKEY = '%s'  # pragma: allowlist secret\n" % TOKEN.encode(),
        b"gen/tables.py": b"TABLE = {}\nKEYS = ['a', '%s']\n" % TOKEN.encode(),
        **TEST,
    },
    "unlinted": {
        b"ruff.toml": b"[lint]\nselect = []\n",
        b"ledger/long.py": b"import os  # noqa: F401\n\n" + LONG,
        b"ledger/broken.py": b"x = " + b"1+" * 20_000 + b"1\n",
        **TEST,
    },
    "other-languages": {
        b"ledger/close.go": go(12, "// #lizard forgives\n") + go(2, name="refund"),
        b"ledger/close.js": b"// GENERATED CODE\n" + b"if (a) { b(); }\n" * 11,
        b"ledger/close.h": b"#define MAX(a, b) ((a) > (b) ? (a) : (b))\n",
        b"ledger/latin.c": b"// \xe9\nint f(int a);\n",
        **TEST,
    },
    "long-list": {b"ledger/many.py": b"\n\n".join(branches(11, f"f{number:02}") for number in range(25)), **TEST},
}
AFTER_MAIN_MOVED = ("diverged", "main-merged-in")
NAMES = (*CHANGES, *AFTER_MAIN_MOVED)


def build(path: Path) -> Remote:
    """The repository, bare: `main`, which moved on after the branches left it, and a branch for each of `NAMES`."""
    remote = Remote(path)
    first = remote.commit(MAIN, OLD, message=b"First")
    for name, files in CHANGES.items():
        remote.commit(f"refs/heads/{name}", files, parent=first, message=b"Change " + name.encode())
    own = {b"ledger/pair.py": branches(5, "first") + b"\n\n" + branches(13, "second"), **TEST}
    left = remote.commit("refs/heads/diverged", own, parent=first, message=b"Change one function")
    theirs, both = (branches(11, "first") + b"\n\n" + branches(number, "second") for number in (12, 13))
    moved = remote.commit(MAIN, {b"ledger/pair.py": theirs}, parent=first, message=b"Meanwhile, another")
    merged = remote.commit("refs/heads/merged", {b"ledger/pair.py": both}, parent=left, message=b"Not seen by anybody")
    who = ("-c", "user.name=Ann", "-c", "user.email=ann@example.com")
    merge = git(path, *who, "commit-tree", f"{merged}^{{tree}}", "-p", left, "-p", moved, "-m", "Merge main")
    git(path, "update-ref", "refs/heads/main-merged-in", merge)
    git(path, "update-ref", "-d", "refs/heads/merged")
    return remote
