"""What patterns of CODEOWNERS cover: our own table, from GitHub's page "About code owners" and gitignore's rules.

Each line is a pattern, paths it covers, and paths it does not. Every pair of a pattern and a path is one case.
"""

from typing import NamedTuple


class Line(NamedTuple):
    """One pattern, and what it is about."""

    about: str
    pattern: str
    covers: tuple[str, ...]
    spares: tuple[str, ...]


class Case(NamedTuple):
    """One pattern and one path."""

    pattern: str
    path: str
    covered: bool


def line(about: str, pattern: str, covers: str, spares: str = "") -> Line:
    """Paths are parted by spaces; a space within one is written `~`."""
    return Line(about, pattern, *(tuple(path.replace("~", " ") for path in part.split()) for part in (covers, spares)))


TABLE = [
    # GitHub's own examples.
    line("everything", "*", "a.txt src/main.go a/b/c/d .github/CODEOWNERS .hidden"),
    line("an extension, anywhere", "*.js", "index.js web/app.js a/b.min.js", "index.jsx index.ts js app.js.map"),
    line("another", "*.go", "main.go cmd/x/main.go .go", "main.gox main.g"),
    line("an extension on a folder", "*.d", "conf.d conf.d/10-a.conf etc/conf.d/b", "conf.dir d"),
    line("a folder at the root", "/build/logs/", "build/logs/a build/logs/b/c", "build/logs x/build/logs/a build/log"),
    line("direct children", "docs/*", "docs/getting-started.md docs/.x", "docs docs/build-app/a.md a/docs/b.md"),
    line("a folder anywhere", "apps/", "apps/a apps/b/c x/apps/a x/y/apps/b/c", "apps x/apps myapps/a apps.txt"),
    line("a folder at the root alone", "/docs/", "docs/a.md docs/b/c.md", "docs x/docs/a.md docs2/a.md"),
    line("a name in any depth", "**/logs", "logs logs/a build/logs/b x/y/logs/z/w x/logs", "log x/logs2 logs.txt"),
    line(
        "a folder without a slash", "/apps/github", "apps/github apps/github/x", "apps/x x/apps/github/y apps/githubs"
    ),
    # Names without a slash.
    line("a name", "lib", "lib lib/a x/lib x/lib/y/z", "libs x/lib.py mylib lib2/a"),
    line("a file's name", "Makefile", "Makefile sub/Makefile a/b/Makefile", "makefile MAKEFILE Makefile.am"),
    line("a name at the root", "/LICENSE", "LICENSE LICENSE/MIT", "a/LICENSE LICENSE.md license"),
    line("a dot is a dot", "a.b", "a.b x/a.b", "aab axb a-b"),
    line("a name that begins with a dot", ".github/", ".github/x .github/w/ci.yml a/.github/b", ".github github/x"),
    line("signs of regular expressions", "/c++(1)|{x}^$", "c++(1)|{x}^$", "c c++ cc(1)|{x}"),
    line("a colon and an at sign", "/pkg/@scope/a:b", "pkg/@scope/a:b pkg/@scope/a:b/c", "pkg/scope/a:b pkg/@scope/ab"),
    line("letters beyond ASCII", "/docs/ärger/*.md", "docs/ärger/ü.md", "docs/arger/ü.md docs/ärger/x/ü.md"),
    line("bytes that are no text", r"/raw/\\xff.bin", r"raw/\xff.bin", r"raw/ff.bin raw/\\xff.bin"),
    line("case counts", "/Docs/", "Docs/a", "docs/a DOCS/a"),
    # A slash inside anchors.
    line("two segments", "src/api", "src/api src/api/a.go", "x/src/api src/apis src/x/api src"),
    line("two, with a slash before", "/src/api", "src/api src/api/a/b", "x/src/api src/apix"),
    line("two, with a slash after", "src/api/", "src/api/a src/api/b/c", "src/api x/src/api/a src/api2/a"),
    line("two, with both", "/src/api/", "src/api/a src/api/b/c", "src/api y/src/api/a"),
    line("a file", "config/prod.yaml", "config/prod.yaml", "x/config/prod.yaml config/prod.yml config/prod.yaml.bak"),
    line("three segments", "a/b/c", "a/b/c a/b/c/d", "a/b a/b/cd a/x/b/c b/c"),
    # A star stays in its segment.
    line("a beginning", "/test*", "test test.py tests/a testing/b/c", "a/test atest tes"),
    line("a beginning, anywhere", "test_*", "test_a.py x/test_b test_/c x/test_d/e", "tests/a mytest_a"),
    line("an end", "/*.lock", "poetry.lock .lock", "a/poetry.lock lock poetry.lock2"),
    line("in the middle", "/a*z", "az abz a.z abz/x", "a/z x/az abzy ab/z"),
    line("twice", "*a*b", "ab xaxb a/xab cab/d", "ba a b a/b"),
    line("a folder by its beginning", "/team-*/", "team-a/x team-b/y/z", "team-a x/team-a/y team/x"),
    line("a folder by its beginning, anywhere", "v*/", "v1/a x/v2/b v/c", "v1 x/v1 av1/x"),
    line("any folder at the root", "/*/", "a/b a/b/c .x/y", "a .x"),
    line("any folder", "*/", "a/b a/b/c", "a"),
    line("all at the root", "/*", "a .b", "a/b a/b/c"),
    line("one folder between", "/svc/*/api", "svc/a/api svc/b/api/x", "svc/api svc/a/b/api svc/a/apis x/svc/a/api"),
    line("one folder between, and what is in it", "svc/*/", "svc/a/b svc/a/b/c", "svc/a svc x/svc/a/b"),
    line("children of each", "/svc/*/*", "svc/a/b", "svc/a svc/a/b/c"),
    line("an extension in one folder", "docs/*.md", "docs/a.md docs/.md", "docs/a/b.md x/docs/a.md docs/a.mdx"),
    line("a beginning in one folder covers folders", "docs/api*", "docs/api docs/api.md docs/api2/x", "docs/x/api"),
    line("a star and an end cover folders", "docs/*v1", "docs/v1 docs/av1/x", "docs/a/v1 docs/v12"),
    line("two stars within a segment are one", "/a**b", "ab axb axxb/c", "a/b ax/b"),
    line("two stars after a name are one", "/src/x**", "src/x src/xy src/xy/z", "src/y/x src"),
    # A question mark is one character, and no slash.
    line("one character", "a?c", "abc x/aßc a.c/d", "ac a/c abbc"),
    line("two characters", "/v??", "v10 v1a/b", "v1 v100 v/1 x/v10"),
    line("at the end", "/log?/", "log1/a logs/b/c", "log/a log1 log12/a"),
    line("with a star", "/?*.c", "a.c ab.c", ".c a/b.c"),
    # Two stars cross slashes.
    line("at the start", "**/foo/bar", "foo/bar x/foo/bar x/y/foo/bar/z", "foo/x/bar foo/bars xfoo/bar"),
    line("at the start, after a slash", "/**/foo", "foo x/foo x/y/foo/z", "xfoo x/foox"),
    line("at the start, with a star", "**/*test*", "test x/mytest.py a/tests/b testing", "tes/t te/st"),
    line("at the start, children", "**/docs/*", "docs/a x/docs/b x/y/docs/c", "docs x/docs docs/a/b x/docs/a/b"),
    line("at the start, a folder", "**/gen/", "gen/a x/gen/b/c", "gen x/gen xgen/a"),
    line("at the end", "src/**", "src/a src/a/b/c", "src x/src/a srcs/a"),
    line("at the end, with a slash", "src/**/", "src/a src/a/b", "src x/src/a"),
    line("at the end, after a star", "/p*/**", "pkg/a pkg/a/b p/c", "pkg p x/pkg/a"),
    line("in the middle", "a/**/z", "a/z a/b/z a/b/c/z a/b/z/y", "z a/bz x/a/z a/zz a"),
    line("in the middle, and an extension", "src/**/*.py", "src/a.py src/x/y/b.py", "a.py x/src/a.py src/a.pyc"),
    line("in the middle, with more", "/a/**/b/c*", "a/b/c a/x/b/cd a/x/y/b/c/d", "a/b a/c a/x/b/dc a/b/x/c"),
    line("twice", "**/a/**/b", "a/b x/a/y/z/b a/b/c", "b/a xa/b a/xb"),
    line("twice in a row are once", "a/**/**/b", "a/b a/x/b a/x/y/b", "ab a/xb"),
    line("and all there is", "**", "a a/b .c/d"),
    line("and all there is, at the root", "/**", "a a/b"),
    line("and all beneath", "/x/**/*", "x/a x/b/c x/b/c/d", "x y/x/a"),
    # A backslash takes the meaning away.
    line("a space", r"/my\ docs/", "my~docs/a my~docs/b/c", r"my/docs/a my\~docs/a mydocs/a"),
    line("spaces in a name", r"a\ b\ c.txt", "a~b~c.txt x/a~b~c.txt", "abc.txt a~b~cxtxt"),
    line("a star", r"/a\*b", "a*b a*b/c", "ab axb"),
    line("a star beside a star", r"/\**", "* *a *b/c", "a ab"),
    line("a question mark", r"/why\?", "why? why?/x", "whyx why"),
    line("a backslash", r"/a\\b", r"a\b", r"ab a\\b a/b"),
    line("a letter", r"/\a\b", "ab ab/c", r"\a\b a/b"),
    line("brackets", r"/app/\[id\]/page.tsx", "app/[id]/page.tsx", "app/i/page.tsx app/d/page.tsx app/id/page.tsx"),
    line("an exclamation mark", r"\!important", "!important x/!important", r"important \!important"),
    line("a hash that is not the first", r"/c\#", "c#", r"c c\#"),
    # What GitHub does not support.
    line("no negation", "!*.md", "", "a.md !a.md !*.md"),
    line("no negation of a folder", "!/docs/", "", "docs/a !/docs/a"),
    line("no hash at the start", r"\#x", "", r"#x x \#x"),
    line("no ranges", "*.[ch]", "", "a.c a.h src/b.c"),
    line("no ranges in a folder", "/[a-c]x/", "", "ax/y bx/y -x/y"),
    line("no escaping at the very end", "/a\\", "", "a a\\ a/b"),
    line("nothing", "/", "", "a a/b"),
    line("two slashes at the end name an empty folder", "/a//", "", "a a/b a/b/c"),
]

CASES = [
    Case(entry.pattern, path, covered)
    for entry in TABLE
    for covered, paths in ((True, entry.covers), (False, entry.spares))
    for path in paths
]
