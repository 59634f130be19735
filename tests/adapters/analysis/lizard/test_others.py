"""Languages other than Python: what lizard counts, what it leaves out and is counted all the same, what is an error."""

from collections.abc import Iterator

import lizard
import pytest

from homebot.adapters.analysis.lizard.others import OtherLanguages
from homebot.adapters.analysis.lizard.worker import MAX_BYTES
from homebot.adapters.analysis.python.pool import SourceFacts
from homebot.core.languages import LANGUAGES, Language, language_of, suffixes


@pytest.fixture(scope="module")
def pool() -> Iterator[OtherLanguages]:
    with OtherLanguages(1, seconds=120.0) as started:
        yield started


def read(pool: OtherLanguages, path: str, source: str | bytes) -> SourceFacts:
    return pool.analyse(path, source.encode() if isinstance(source, str) else source)


def counted(pool: OtherLanguages, path: str, source: str) -> dict[str, int]:
    facts = read(pool, path, source)
    assert facts.error is None
    return {function.name: function.complexity for function in facts.functions}


IFS = "".join(f"  if (a == {number}) {{ b(); }}\n" for number in range(3))
SAMPLES: dict[Language, tuple[str, dict[str, int]]] = {
    "c": (f"static int f(int a) {{\n{IFS}}}\n", {"f": 4}),
    "cpp": (f"int A::f(int a) const {{\n{IFS}  return a && b ? 1 : 2;\n}}\n", {"A.f": 6}),
    "csharp": (f"class A {{ int F(int a) {{\n{IFS}}} }}\n", {"A.F": 4}),
    "erlang": ("f(X) -> case X of 1 -> 2; 2 -> 3 end.\n", {"f": 2}),
    "fortran": ("subroutine f(a)\n  if (a > 1) then\n    b = 1\n  end if\nend subroutine f\n", {"f": 2}),
    "gdscript": ("func f(a):\n\tif a:\n\t\treturn 1\n\treturn 2\n", {"f": 2}),
    "go": (f"func (t *T) F(a int) {{\n{IFS}}}\n", {"F": 4}),
    "java": (f"class A {{ int f(int a) {{\n{IFS}}} }}\n", {"A.f": 4}),
    "javascript": (f"function f(a) {{\n{IFS}}}\nconst g = (a) => a ? 1 : 2;\n", {"f": 4, "g": 2}),
    "kotlin": (f"fun f(a: Int) {{\n{IFS}}}\n", {"f": 4}),
    "lua": ("function f(a)\n  if a > 1 and b then\n    c()\n  end\nend\n", {"f": 3}),
    "objc": (f"- (int)f:(int)a {{\n{IFS}}}\n", {"f:": 4}),
    "perl": ("sub f {\n  if ($a) { b(); }\n}\n", {"f": 2}),
    "php": (f"<?php\nfunction f($a) {{\n{IFS}}}\n", {"f": 4}),
    "plsql": ("PROCEDURE f IS\nBEGIN\n  IF a THEN\n    b;\n  END IF;\nEND f;\n", {"f": 2}),
    "r": ("f <- function(a) {\n  if (a) 1 else 2\n}\n", {"f": 2}),
    "ruby": ("def f(a)\n  if a\n    1\n  end\nend\n", {"f": 2}),
    "rust": (f"fn f(a: i32) {{\n{IFS}}}\n", {"f": 4}),
    "scala": (f"def f(a: Int) = {{\n{IFS}}}\n", {"f": 4}),
    "solidity": (f"contract A {{ function f(uint a) public {{\n{IFS}}} }}\n", {"f": 4}),
    "swift": (f"func f(a: Int?) {{\n{IFS}}}\n", {"f": 4}),
    "ttcn": (f"function f(integer a) {{\n{IFS}}}\n", {"f": 4}),
    "typescript": (f"function f(a: string): string | undefined {{\n{IFS}}}\n", {"f": 4}),
    "vue": (f"<template><p/></template>\n<script>\nfunction f(a) {{\n{IFS}}}\n</script>\n", {"f": 4}),
    "zig": (f"fn f(a: i32) void {{\n{IFS}}}\n", {"f": 4}),
}


def test_every_language_has_a_sample() -> None:
    assert {*SAMPLES, "python"} == set(LANGUAGES)


@pytest.mark.parametrize("language", SAMPLES)
def test_a_function_of_each_language(pool: OtherLanguages, language: Language) -> None:
    source, expected = SAMPLES[language]
    for suffix in suffixes(language):
        assert language_of(f"a/b.{suffix.upper()}") == language
        assert counted(pool, f"a/b.{suffix.upper()}", source) == expected, suffix


@pytest.mark.parametrize("language", SAMPLES)
def test_the_number_is_lizard_s(pool: OtherLanguages, language: Language) -> None:
    source, _ = SAMPLES[language]
    suffix = suffixes(language)[0]
    told = lizard.analyze_file.analyze_source_code(f"a.{suffix}", source).function_list
    ours = read(pool, f"a.{suffix}", source).functions
    assert [(one.line, one.end_line, one.complexity) for one in ours] == [
        (one.start_line, one.end_line, one.cyclomatic_complexity) for one in told
    ]


EVASIONS = {
    "outside of functions": ("a.js", "if (a) { b(); }\n" * 50, "<module>"),
    "in a class body": ("a.rb", "class A\n" + "  x = 1 if y\n" * 50 + "end\n", "<module>"),
    "in a function called at once": ("a.js", "(function () {\n" + "if (a) b();\n" * 50 + "})();\n", "<anonymous>"),
    "in a lambda of C++": ("a.cpp", "auto f = [](int a) {\n" + "if (a) b();\n" * 50 + "};\n", "<module>"),
    "in a macro": ("a.h", "#define F(a) do { \\\n" + "if (a) b(); \\\n" * 50 + "} while (0)\n", "#define F"),
    "in defaults": ("a.cpp", "int f(int a = " + "b ? c : " * 50 + "d) { return a; }\n", "<module>"),
    "in a function that never ends": ("a.c", "int f(int a) {\n" + "if (a) { b(); }\n" * 50, "f"),
    "behind #lizard forgives": ("a.c", "int f(int a) {\n// #lizard forgives\n" + "if (a) b();\n" * 50 + "}\n", "f"),
    "behind #lizard forgives of some": (
        "a.c", "int f(int a) {\n// #lizard forgives(cyclomatic_complexity)\n" + "if (a) b();\n" * 50 + "}\n", "f"
    ),
    "behind #lizard forgive global": ("a.rb", "# #lizard forgive global\n" + "x = 1 if y\n" * 50, "<module>"),
    "behind lizard forgives of Perl": ("a.pl", "sub f {\n# lizard forgives\n" + "if ($a) { b(); }\n" * 50 + "}\n", "f"),
    "behind GENERATED CODE": ("a.go", "// GENERATED CODE\nfunc f(a int) {\n" + "if a {\n}\n" * 50 + "}\n", "f"),
    "behind a backslash in a comment": ("a.js", "function f(a) {\n" + "// \\\nif (a) b();\n" * 50 + "}\n", "f"),
    "behind an attribute": ("a.rs", "fn f(a: i32) {\n" + "#[x] if a { b(); }\n" * 50 + "}\n", "f"),
    "behind an attribute of PHP": ("a.php", "<?php\n#[A] function f($a) {\n" + "if ($a) { b(); }\n" * 50 + "}\n", "f"),
    "behind Lua's length": ("a.lua", "function f(a)\n" + "if #a > 1 and b then c() end\n" * 25 + "end\n", "f"),
    "by an assignment after &&": ("a.cpp", "void f(int a) {\n" + "a && (b = c);\n" * 50 + "}\n", "f"),
    "by an empty when": (
        "a.kt", "fun f(a: Int) {\n" + "if (a) { b() }\n" * 50 + "when (a) {\n // nothing\n}\n" * 50 + "}\n", "f"
    ),
    "by a reference outside": (
        "a.cpp", "auto&& a = b;\n" * 50 + "struct A { int x = " + "a ? b : " * 50 + "c; };\n", "<module>"
    ),
    "behind a raw string of C++": ("a.cpp", "void f(int a) {\n" + 'b(R"x(")x"); if (a) c();\n' * 50 + "}\n", "f"),
    "behind a raw string of Rust": ("a.rs", "fn f(a: i32) {\n" + 'b(r#"""#); if a { c(); } b("");\n' * 50 + "}\n", "f"),
    "behind a verbatim string of C#": (
        "a.cs", "class A { void f(int a) {\n" + 'b(@"\\"); if (a) c(); b("");\n' * 50 + "} }\n", "A.f"
    ),
    "behind a raw string of C#": (
        "a.cs", "class A { void f(int a) {\n" + 'b(""""a"""b""""); if (a) c();\n' * 50 + "} }\n", "A.f"
    ),
    "behind a raw string of Swift": ("a.swift", "func f(a: Int) {\n" + 'b(#"""#); if a {}\n' * 50 + "}\n", "f"),
    "behind a raw string of Kotlin": ("a.kt", "fun f(a: Int) {\n" + 'b(""" " """"); if (a) {}\n' * 50 + "}\n", "f"),
    "behind a text block of Java": (
        "a.java", "class A { void f(int a) {\n" + 'b("""\n " \\""" """); if (a) c();\n' * 50 + "} }\n", "A.f"
    ),
    "behind a comment in a comment": (
        "a.rs", "fn f(a: i32) {\n" + '/* /* */ " */ if a { c(); } /* " */\n' * 50 + "}\n", "f"
    ),
    "behind an escape of Java": (
        "a.java", "class A { void f(int a) {\n" + "\\uu0069f (a) c();\n" * 50 + "} }\n", "A.f"
    ),
    "behind a quote of its own": ("a.c", "void f(int a) {\n" + "b('\"'); if (a) c(); b('\"');\n" * 50 + "}\n", "f"),
    "behind a lifetime": ("a.rs", "fn f<'a>(a: &'a str) {\n" + "if a { c::<'a>('b'); }\n" * 50 + "}\n", "f"),
    "by a suffix lizard does not know": ("a.mts", "function f(a) {\n" + "if (a) b();\n" * 50 + "}\n", "f"),
}  # fmt: skip


TEXT = {
    "a.cpp": 'void f() { a(R"x(if (a) \n if (b) " if (c))x"); b("if (a) \\" if"); /* if */ }\n// if (a) \\\nif (a)\n',
    "a.rs": 'fn f() { a(r##"if a {"# if b {"##); /* if a /* if b */ if c */ b(\'"\'); c(b"if a"); }\n',
    "a.cs": 'class A { void f() { a(@"if (a) "" if (b) \\"); b($"if (a)"); c("""if (a) " if (b)"""); } }\n',
    "a.swift": 'func f() { a(#"if a {" if b {"#); b("""\nif a {\n"""); /* if a /* */ if b */ }\n',
    "a.kt": 'fun f() { a("""if (a) " if (b)"""); b(\'"\'); c("if (a)") }\n',
    "a.scala": 'def f() = { a("""if (a) " if (b)"""); b(\'"\'); c(\'symbol, "if (a)") }\n',
    "a.java": 'class A { void f() { a("""\n if (a) " \\""" if (b)\n"""); b(\'"\'); c("if \\\\u0069f (a)"); } }\n',
}


@pytest.mark.parametrize("path", TEXT)
def test_what_is_text_is_not_code(pool: OtherLanguages, path: str) -> None:
    assert [*counted(pool, path, TEXT[path]).values()] == [1]


@pytest.mark.parametrize("how", EVASIONS)
def test_no_branch_hides(pool: OtherLanguages, how: str) -> None:
    path, source, name = EVASIONS[how]
    assert counted(pool, path, source)[name] > 50


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("a.h", "#ifdef A\n#if B\n#elif C\n#endif\n#endif\nint f(int a);\nint g(A&& a);\n"),
        ("a.cpp", "struct A { A(A&&) = default; A& operator=(A&&); };\nauto&& a = b;\n"),
        ("a.java", "class A { List<?> a; Map<? extends A, ?> b; }\n"),
        ("a.ts", "interface A { a?: string; b?: number }\ntype B = A extends C ? D : E\n"),
        ("a.cs", "class A { public string? B { get; set; } }\n"),
        ("a.swift", "enum A { case a\n case b }\nvar a: Int?\n"),
        ("a.scala", "case class A(a: Int)\ncase object B\n"),
        ("a.rs", "impl A for B where C: D {}\n"),
        ("a.php", "<?php\nenum A { case B; case C; }\nclass D { private ?string $a; }\n"),
        ("a.pks", "SELECT a FROM b WHERE c AND d OR e;\n"),
    ],
)
def test_types_and_declarations_are_no_branches(pool: OtherLanguages, path: str, source: str) -> None:
    assert {name: count for name, count in counted(pool, path, source).items() if count > 1} == {}


@pytest.mark.parametrize(
    ("path", "source", "reason"),
    [
        ("a.c", b"int f(\xe9);\n", "not UTF-8: byte 0xe9 on line 1"),
        ("a.cs", "class A {}".encode("utf-16"), "not UTF-8: byte 0xff on line 1"),
        ("a.go", b"package a\n\0", "null bytes"),
        ("a.js", "a()\n// b\u2028if (a) {}\n", "line 2 has a comment that a rare line end cuts short"),
        ("a.cs", "class A {\n // a\x85 if (a) {}\n}\n", "line 2 has a comment that a rare line end cuts short"),
        ("a.java", "class A {\n // \\u000a if (a) {}\n}\n", "a Unicode escape in it is a line end"),
        ("a.cpp", 'int a;\nauto b = R"x(a)y";\n', "a string that begins on line 2 never ends"),
        ("a.kt", 'val a = """\n""\n', "a string that begins on line 1 never ends"),
        ("a.java", "x" * (MAX_BYTES + 1), "larger than"),
        ("a.c", "{" * 50, "none of its braces has a partner"),
        ("a.go", "func f() {}\n" * 21_000, "more than 20000 functions"),
        *((f"a.{suffix}", f"{head} {{" * 5_000, "nested too deeply") for suffix, head in (
            ("js", "function f()"), ("go", "func f()"), ("kt", "fun f()"), ("rs", "fn f()"), ("swift", "func f()"),
        )),
    ],
    ids=lambda value: repr(value[:20]),
)  # fmt: skip
def test_what_cannot_be_read_is_an_error_and_neighbours_live(
    pool: OtherLanguages, path: str, source: str | bytes, reason: str
) -> None:
    facts = read(pool, path, source)
    assert facts.functions == ()
    assert facts.error is not None
    assert reason in facts.error
    assert counted(pool, "b.go", "func f() {}\n") == {"f": 1}


def test_a_source_that_takes_too_long_takes_nobody_along() -> None:
    with OtherLanguages(1, seconds=120.0) as pool:
        facts = read(pool, "a.c", "<" + "?" * 500_000)
        assert (facts.died, facts.error) == (True, "its analysis needed too much processor time")
        assert counted(pool, "b.go", "func f() {}\n") == {"f": 1}


@pytest.mark.parametrize(
    "body",
    [
        "b(a[i]); c(d, e[f].g[0](h));",
        "switch (a) { case b ? 1 : 2: return { case: 3, default: 4 }; default: return 5 }",
        "switch (a) { case 1: if (b) { return 2 } }",
        "let [b, c] = a, d = [1, e[2]]; return [d][0];",
        "b.get[0](); c.default(a); d.switch({ default: 1 });",
    ],
)
@pytest.mark.parametrize("path", ["a.js", "a.ts", "a.tsx"])
def test_lizard_does_not_lose_its_place(pool: OtherLanguages, path: str, body: str) -> None:
    source = f"class A {{\n  get [x]() {{ return 1 }}\n  f(a) {{\n    {body}\n  }}\n  g(a) {{ if (a) {{ b() }} }}\n}}\n"
    places = {function.name: (function.line, function.end_line) for function in read(pool, path, source).functions}
    assert places == {"x": (2, 2), "f": (3, 5), "g": (6, 6)}
    assert counted(pool, path, source)["g"] == 2


def test_lines_are_those_of_the_file(pool: OtherLanguages) -> None:
    source = b"\xef\xbb\xbf/*\x0c\r\n\xe2\x80\xa8*/\r// a\n\nint f(int a)\r\n{\r\n  if (a) b();\r\n}\r\n"
    (function,) = read(pool, "a.c", source).functions
    assert (function.line, function.end_line) == (5, 8)


def test_indentation_name_and_line_ends_are_no_change_of_shape(pool: OtherLanguages) -> None:
    (plain,) = read(pool, "a.go", "func f(a int) {\n\tif a {\n\t}\n}\n").functions
    (moved,) = read(pool, "a.go", "\n  func f(a int) {\r\n  \tif a {\r\n  \t}\r\n  }\r\n").functions
    (renamed,) = read(pool, "a.go", "func g(a int) {\n\tif a {\n\t}\n}\n").functions
    assert plain.text == moved.text
    assert (plain.text == renamed.text, plain.shape == renamed.shape) == (False, True)


def test_code_outside_is_told_where_it_first_branches(pool: OtherLanguages) -> None:
    (function,) = read(pool, "a.js", "a();\n\nif (a) { b(); }\nif (a) { b(); }\n").functions
    assert (function.name, function.line, function.complexity) == ("<module>", 3, 3)
