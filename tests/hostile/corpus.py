"""Files a stranger may send, each with what has to be said of it. To add one, add a line to a table.

Nothing here may crash, hang, or pass unseen: of each file the test wants a finding, an error that gives the reason, a
function that was counted, or (where there is no code) the file in the change.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.adapters.git.remote import Content


@dataclass(frozen=True)
class Counted:
    """Its function `name` was counted and keeps to the limit."""

    name: str
    complexity: int


@dataclass(frozen=True)
class Fails:
    """A finding of `standard` at the file holds `words`."""

    words: str
    standard: str = "complexity"


@dataclass(frozen=True)
class Error:
    """It could not be judged, and the error says `reason`."""

    reason: str


@dataclass(frozen=True)
class Listed:
    """There is nothing to judge in it; the change has it, with this mode at its head (`None`: deleted)."""

    mode: str | None = "100644"


Expected = Counted | Fails | Error | Listed
Case = tuple[Content, Expected]

MEBIBYTE = 1024 * 1024
SEEN = b"def seen(a):\n    if a: pass\n"
SEEN_BRACES = b"function seen(a) {\n  if (a) { b(); }\n}\n"
SEEN_C = b"int seen(int a) {\n  if (a) { b(); }\n}\n"
SEEN_GO = b"func seen(a int) {\n\tif a {\n\t}\n}\n"
COUNTED = Counted("seen", 2)


def tangled(note: str = "", branches: int = 12) -> bytes:
    """A Python function above the limit, with something said at its head."""
    return f"def tangled(a):  {note}\n".encode() + b"    if a: pass\n" * branches


def tangled_c(note: str = "", head: str = "int tangled(int a)", branches: int = 12) -> bytes:
    """The same in a language of braces."""
    return f"{note}\n{head} {{ {note}\n".encode() + b"  if (a) { b(); }\n" * branches + b"}\n"


def nested_functions(depth: int) -> bytes:
    """Python functions inside one another; the innermost has a branch."""
    lines = [" " * level + f"def f{level}(a):\n" for level in range(depth)]
    return "".join([*lines, " " * depth + "if a: pass\n"]).encode()


def opened(text: str, times: int) -> bytes:
    return text.encode() * times


PYTHON: Mapping[bytes, Case] = {
    b"python2.py": (b"def f(a):\n    print 'two'\n", Error("not valid Python")),
    b"python2-except.py": (b"try: pass\nexcept A, b: pass\nexec 'x'\n", Error("not valid Python")),
    b"newer.py": (b"lazy import json\n" + SEEN, Error("not valid Python")),
    b"null.py": (SEEN + b"\0", Error("null bytes")),
    b"null-in-comment.py": (b"# \0\n" + SEEN, Error("null bytes")),
    b"utf-7.py": (b"# coding: utf-7\n" + SEEN, Error("utf-7")),
    b"utf-7-second-line.py": (b"#!/usr/bin/python\n# -*- coding: UTF_7 -*-\n" + SEEN, Error("UTF_7")),
    b"unicode-escape.py": (b"# coding: unicode_escape\n#\\nif a: pass\n", Error("unicode_escape")),
    b"rot13.py": (b"# coding: rot13\nqrs s(): cnff\n", Error("rot13")),
    b"no-such-coding.py": (b"# coding: klingon\n" + SEEN, Error("klingon")),
    b"lying-ascii.py": (b"# coding: ascii\na = '\xc3\xa9'\n" + SEEN, Error("")),
    b"latin-1-undeclared.py": (b"a = '\xe9'\n" + SEEN, Error("")),
    b"latin-1.py": (b"# coding: latin-1\na = '\xe9'\n" + SEEN, COUNTED),
    b"bom.py": (b"\xef\xbb\xbf" + SEEN, COUNTED),
    b"bom-and-utf-16-cookie.py": (b"\xef\xbb\xbf# coding: utf-16\n" + SEEN, Error("utf-16")),
    b"two-boms.py": (b"\xef\xbb\xbf\xef\xbb\xbf" + SEEN, COUNTED),
    b"utf-16.py": (SEEN.decode().encode("utf-16"), Error("")),
    b"utf-32.py": (SEEN.decode().encode("utf-32"), Error("")),
    b"surrogates.py": (b"a = '\xed\xa0\x80'\n" + SEEN, Error("")),
    b"overlong.py": (b"a = '\xc0\xaf'\n" + SEEN, Error("")),
    b"cr.py": (SEEN.replace(b"\n", b"\r"), COUNTED),
    b"mixed-line-ends.py": (b"a = 1\r\rb = 2\r\n" + SEEN, COUNTED),
    b"line-separators.py": ("a = '\u2028\u2029\x85\x0b\x0c'\n# \u2028 if a: pass\n".encode() + SEEN, COUNTED),
    b"control-z.py": (SEEN + b"\x1a", Error("not valid Python")),
    b"tabs-and-spaces.py": (b"if a:\n\tb\n        c\n", Error("not valid Python")),
    b"long-line.py": (b"x = '" + b"y" * 10_000_000 + b"'\n", Error("10,000,007 bytes")),
    b"parentheses.py": (b"x = " + opened("(", 10_000) + opened(")", 10_000), Error("nested")),
    b"open-brackets.py": (b"x = " + opened("[", 10_000), Error("")),
    b"nested-90.py": (nested_functions(90), Counted(".".join(f"f{level}" for level in range(90))[:300], 2)),
    b"nested-150.py": (nested_functions(150), Error("not valid Python")),
    b"nested-lambdas.py": (b"x = " + opened("lambda: ", 5_000) + b"1\n", Error("nested")),
    b"nested-comprehensions.py": (b"x = " + opened("[a for a in ", 2_000) + b"a" + opened("]", 2_000), Error("nested")),
    b"nested-f-strings.py": (b"x = " + opened("f'{", 500) + b"1" + opened("}'", 500), Error("")),
    b"a-million-items.py": (b"x = [" + b"0," * 1_000_000 + b"]\n", Error("2,000,007 bytes")),
    b"many-items.py": (b"x = [" + b"0," * 400_000 + b"]\n" + SEEN, COUNTED),
    b"100000-branches.py": (b"def tangled(a):\n" + b" if a:0\n" * 100_000, Fails("tangled has complexity 100001")),
    b"20000-elifs.py": (b"if a: 0\n" + b"elif b: 0\n" * 20_000, Error("nested")),
    b"80000-functions.py": (b"def f(): 0\n" * 80_000, Error("functions")),
    b"a-million-functions.py": (b"def f(): 0\n" * 1_000_000, Error("11,000,000 bytes")),
    b"statements.py": (b"a;" * 300_000 + b"\n" + SEEN, COUNTED),
    b"sum.py": (b"x = " + b"1 + " * 100_000 + b"1\n", Error("nested")),
    b"minus.py": (b"x = " + b"-" * 100_000 + b"1\n", Error("nested")),
    b"attributes.py": (b"a" + b".b" * 200_000 + b"\n", Error("nested")),
    b"digits.py": (b"x = " + b"9" * 100_000 + b"\n", Error("")),
    b"power.py": (b"x = 9 ** 9 ** 9 ** 9\n" + SEEN, COUNTED),
    b"repeated.py": (b"x = 'a' * 10 ** 12\n" + SEEN, COUNTED),
    b"unterminated-string.py": (SEEN + b'x = """', Error("not valid Python")),
    b"unterminated-bracket.py": (SEEN + b"x = (\n", Error("not valid Python")),
    b"backslash-at-end.py": (SEEN + b"x = \\", Error("not valid Python")),
    b"giant-name.py": (b"def " + b"n" * 500_000 + b"(a):\n    if a: pass\n", Counted("n" * 300, 2)),
    b"many-arguments.py": (b"def f(" + b",".join(b"a%d" % n for n in range(100_000)) + b"):\n    if a1: 0\n",
                           Counted("f", 2)),
    b"generated.py": (tangled("# Generated by protoc. DO NOT EDIT. @generated"), Fails("tangled has complexity 13")),
    b"suppressed.py": (
        b"# ruff: noqa\n# pylint: skip-file\n# flake8: noqa\n# type: ignore\n# complexipy: ignore\n"
        + tangled("# noqa: C901  # complexipy: ignore  # pragma: no cover  # radon: noqa  # nosec  # #lizard forgives"),
        Fails("tangled has complexity 13"),
    ),
    b"hidden-in-lambda.py": (b"f = lambda a: " + b"1 if a else " * 50 + b"2\n", Fails("<module> has complexity 51")),
}  # fmt: skip

OTHERS: Mapping[bytes, Case] = {
    b"latin-1.c": (b"// \xe9\n" + SEEN_C, Error("not UTF-8: byte 0xe9 on line 1")),
    b"utf-16.cs": (SEEN_C.decode().encode("utf-16"), Error("not UTF-8")),
    b"null.go": (SEEN_GO + b"\0", Error("null bytes")),
    b"bom.java": (b"\xef\xbb\xbfclass A {\n" + SEEN_C + b"}\n", Counted("A.seen", 2)),
    b"cr.js": (SEEN_BRACES.replace(b"\n", b"\r"), COUNTED),
    b"line-separator.js": (SEEN_BRACES + "// \u2028if (a) { b(); }\n".encode(), Error("rare line end")),
    b"parentheses.c": (SEEN_C + b"int x = " + opened("(", 10_000) + opened(")", 10_000) + b";\n", COUNTED),
    b"braces.c": (SEEN_C + opened("{", 10_000) + opened("}", 10_000), COUNTED),
    b"braces-open.c": (opened("{", 10_000), Error("none of its braces")),
    b"nested.js": (opened("function f(a) {\n", 5_000), Error("nested too deeply")),
    b"nested.ts": (opened("const f = (a: A<B>) => {\n", 5_000), Error("nested too deeply")),
    b"nested.go": (opened("func f(a int) {\n", 5_000), Error("nested too deeply")),
    b"nested.rs": (opened("fn f(a: i32) {\n", 5_000), Error("nested too deeply")),
    b"nested.kt": (opened("fun f(a: Int) {\n", 5_000), Error("nested too deeply")),
    b"nested.swift": (opened("func f(a: Int) {\n", 5_000), Error("nested too deeply")),
    b"nested.rb": (opened("def f(a)\n", 5_000), Error("nested too deeply")),
    b"nested.java": (opened("class A { void f() { if (a) {\n", 2_000), Error("nested too deeply")),
    b"nested.php": (b"<?php\n" + opened("function f($a) { if ($a) {\n", 2_000), Fails("complexity 2001")),
    b"nested.lua": (opened("function f(a)\n", 5_000), Error("nested too deeply")),
    b"arrows.js": (b"f = " + opened("(a) => ", 20_000) + b"a\n" + SEEN_BRACES, COUNTED),
    b"templates.js": (b"x = " + opened("`${", 10_000), Listed()),
    b"jsx.jsx": (opened("<x>", 2_000), Listed()),
    b"templates.cpp": (opened("template<class T, ", 5_000) + b"\n" + SEEN_C, Counted("<module>", 2)),
    b"generics.java": (b"class A { " + opened("List<", 20_000) + b" x; }\n", Listed()),
    b"question-marks.c": (b"<" + b"?" * 500_000, Error("its analysis")),
    b"regular-expressions.js": (opened("= /[a", 1_500) + b"\n" + SEEN_BRACES, Error("nested too deeply")),
    b"slashes.ts": (opened("/", 500_001), Listed()),
    b"quotes.go": (opened('"', 100_001) + b"\n" + SEEN_GO, COUNTED),
    b"backslashes.c": (b'"' + opened("\\", 100_001) + b"\n" + SEEN_C, COUNTED),
    b"continued.c": (opened("\\\n", 100_000) + SEEN_C, COUNTED),
    b"heredocs.php": (b"<?php\n" + opened("<<<a b\n", 10_000) + b"function seen($a) { if ($a) {} }\n", COUNTED),
    b"directives.c": (opened("#if A\n", 50_000) + SEEN_C, COUNTED),
    b"unterminated-comment.c": (b"/*\n" + tangled_c(), Fails("tangled has complexity 13")),
    b"unterminated-string.java": (
        b'class A {\n String s = ";\n' + tangled_c() + b"}\n", Fails("tangled has complexity 13")
    ),
    b"unterminated-function.c": (tangled_c()[:-2], Fails("tangled has complexity 13")),
    b"giant-name.c": (b"int " + b"n" * 500_000 + b"(int a) {\n  if (a) {}\n}\n", Counted("n" * 300, 2)),
    b"40000-branches.go": (b"func f() {\n" + b"if a {\n}\n" * 40_000 + b"}\n", Fails("f has complexity 40001")),
    b"21000-functions.go": (b"func f() {}\n" * 21_000, Error("more than 20000 functions")),
    b"a-million-functions.js": (b"function f(){}\n" * 1_000_000, Error("15,000,000 bytes")),
    b"minified.js": (b"function f(a){return a?1:2};" * 1_000, Error("nested too deeply")),
    b"raw-string.cpp": (b'auto a = R"x(\n' + tangled_c(), Error("never ends")),
    b"escaped.java": (
        b"class A {\n" + tangled_c().replace(b"if", b"\\u0069f") + b"}\n", Fails("tangled has complexity 13")
    ),
    b"forgiven.c": (tangled_c("// #lizard forgives"), Fails("tangled has complexity 13")),
    b"forgiven-metric.cpp": (tangled_c("// #lizard forgives(cyclomatic_complexity)"), Fails("complexity 13 by lizard")),
    b"forgiven-global.rb": (b"# #lizard forgive global\n" + b"x = 1 if y\n" * 12, Fails("<module> has complexity 13")),
    b"generated.go": (tangled_c("// Code generated by x. DO NOT EDIT. GENERATED CODE", "func tangled(a int)"),
                      Fails("tangled has complexity 13")),
    b"eslint.js": (tangled_c("/* eslint-disable */ // istanbul ignore next", "function tangled(a)"),
                   Fails("tangled has complexity 13")),
    b"capitals.JS": (tangled_c("", "function tangled(a)"), Fails("tangled has complexity 13")),
}  # fmt: skip

LIARS: Mapping[bytes, Case] = {
    b"picture.py": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, Error("")),
    b"program.go": (b"\x7fELF\x02\x01\x01" + b"\0" * 4_000, Error("")),
    b"python-in.js": (b"def tangled(a):\n" + b"    if (a): pass\n" * 12, Fails("<module> has complexity 13")),
    b"script.js.py": (SEEN_BRACES, Error("not valid Python")),
    b"archive.java": (b"PK\x03\x04" + b"\xff" * 4_000, Error("not UTF-8")),
    b"no-suffix": (SEEN, Listed()),
    b"empty.py": (b"", Listed()),
    b"empty.go": (b"", Listed()),
    b"only-bom.py": (b"\xef\xbb\xbf", Listed()),
    b"only-bom.c": (b"\xef\xbb\xbf", Listed()),
    b"line-ends-only.rs": (b"\n" * 500_000, Listed()),
    b"50-megabytes.py": (b"x" * 50_000_000, Error("50,000,000 bytes")),
    b"50-megabytes.txt": (b"x" * 50_000_000, Listed()),
}

NAMES: Mapping[bytes, Case] = {
    b"new\nline.py": (tangled(), Fails("tangled")),
    b"quote\"'`$(id);.py": (tangled(), Fails("tangled")),
    b"<!-- homebot --><b>.py": (tangled(), Fails("tangled")),
    b"@acme/payments.py": (tangled(), Fails("tangled")),
    b"closes #1 [x](y) | z.py": (tangled(), Fails("tangled")),
    b"\xff\xfe.py": (tangled(), Fails("tangled")),
    b"\\xff\\xfe.py": (tangled(branches=13), Fails("tangled")),
    b"\x1b[31m\x07.py": (tangled(), Fails("tangled")),
    "\u202egnp.py".encode(): (tangled(), Fails("tangled")),
    b"--upload-pack=id.py": (tangled(), Fails("tangled")),
    b":(glob)**.py": (tangled(), Fails("tangled")),
    b" .py": (tangled(), Fails("tangled")),
    b"con.py": (tangled(), Fails("tangled")),
    b"a\\b.py": (tangled(), Fails("tangled")),
    b"HEAD:x.py": (tangled(), Fails("tangled")),
    b"d/" * 1_000 + b"deep.py": (tangled(), Fails("tangled")),
    b"n" * 3_996 + b".py": (tangled(), Fails("tangled")),
}

KINDS: Mapping[bytes, Case] = {
    b"link.py": (("120000", b"/etc/passwd"), Listed("120000")),
    b"link-up.go": (("120000", b"../../../../etc/shadow"), Listed("120000")),
    b"link-to-nothing.js": (("120000", b"n" * 4_000), Listed("120000")),
    b"module.py": (("160000", b"1" * 40), Listed("160000")),
    b"executable.py": (("100755", tangled()), Fails("tangled")),
    b".gitmodules": (b'[submodule "x"]\n\tpath = ../../x\n\turl = --upload-pack=id\n', Listed()),
    b".gitattributes": (b"* linguist-generated -diff filter=x\n", Listed()),
    b"sub/.gitattributes": (b"*.py linguist-vendored\n[attr]x " + b"y " * 100_000, Listed()),
    b"sub/excused.py": (tangled(), Fails("tangled")),
    b".homebot.yml": (b"profile: none\nmode: observe\n", Listed()),
    b"pyproject.toml": (b"[tool.ruff]\nexclude = ['*']\n", Listed()),
    b"whitelizard.txt": (b"tangled\n", Listed()),
}

BEFORE: Mapping[bytes, Content] = {
    b"was-link.py": ("120000", b"target"),
    b"was-file.py": b"a = 1\n",
    b"was-module.go": ("160000", b"2" * 40),
    b"was-text.txt": b"nothing like it\n" * 30,
    b"was-broken.py": b"def f(:\n",
    b"was-too-large.py": b"x = 1\n" * 300_000,
    b"was-hostile.c": b"<" + b"?" * 400_000,
    b"was-latin-1.c": b"// \xe9\n" + SEEN_C,
    b"gone.py": b"((((",
}
"""What the base has of the files in `CHANGED`."""

CHANGED: Mapping[bytes, Case] = {
    b"was-link.py": (tangled("# link"), Fails("tangled has complexity 13; ")),
    b"was-file.py": (("120000", b"/etc/passwd"), Listed("120000")),
    b"was-module.go": (SEEN_GO, COUNTED),
    b"was-text.txt": (None, Listed(None)),
    b"was-broken.py": (tangled("# mended"), Fails("tangled has complexity 13; ")),
    b"was-too-large.py": (SEEN, COUNTED),
    b"was-hostile.c": (SEEN_C, Error("its version at the base cannot be analysed: its analysis")),
    b"was-latin-1.c": (SEEN_C, COUNTED),
    b"gone.py": (None, Listed(None)),
}

CORPUS: Mapping[bytes, Case] = {**PYTHON, **OTHERS, **LIARS, **NAMES, **KINDS, **CHANGED}
