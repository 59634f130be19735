"""Which files are code, by their path, and which lexer of Pygments reads them. The standard library only: the child
reads this too.

Markup, data and configuration are none: nothing runs there by itself. Nor are manifests, which name packages and not
what is in them; documentation; and what somebody else wrote (a vendored client holds every identifier of its service).
"""

import re

_LEXERS: dict[tuple[str, str], str] = {
    ("ada", "AdaLexer"): "adb ads ada",
    ("c_cpp", "CLexer"): "c h",
    ("c_cpp", "CppLexer"): "cpp cc cxx c++ hh hpp hxx h++ inl ipp tpp txx ino cppm ixx",
    ("c_like", "CudaLexer"): "cu cuh",
    ("crystal", "CrystalLexer"): "cr",
    ("d", "DLexer"): "d di",
    ("dotnet", "CSharpLexer"): "cs",
    ("dotnet", "FSharpLexer"): "fs fsi fsx",
    ("dotnet", "VbNetLexer"): "vb",
    ("dsls", "ProtoBufLexer"): "proto",
    ("dsls", "ThriftLexer"): "thrift",
    ("elm", "ElmLexer"): "elm",
    ("erlang", "ElixirLexer"): "ex exs eex leex heex",
    ("erlang", "ErlangLexer"): "erl hrl escript",
    ("fortran", "FortranLexer"): "f70 f90 f95 f03 f08",
    ("gdscript", "GDScriptLexer"): "gd",
    ("go", "GoLexer"): "go",
    ("graphql", "GraphQLLexer"): "graphql gql",
    ("haskell", "HaskellLexer"): "hs",
    ("hdl", "SystemVerilogLexer"): "v sv svh",
    ("hdl", "VhdlLexer"): "vhdl vhd",
    ("html", "HtmlLexer"): "svelte",
    ("html", "VueLexer"): "vue",
    ("javascript", "CoffeeScriptLexer"): "coffee",
    ("javascript", "DartLexer"): "dart",
    ("javascript", "JavascriptLexer"): "js cjs mjs jsm",
    ("javascript", "TypeScriptLexer"): "ts mts cts",
    ("jsx", "JsxLexer"): "jsx",
    ("jsx", "TsxLexer"): "tsx",
    ("julia", "JuliaLexer"): "jl",
    ("jvm", "ClojureLexer"): "clj cljc cljs",
    ("jvm", "GroovyLexer"): "groovy",
    ("jvm", "JavaLexer"): "java",
    ("jvm", "KotlinLexer"): "kt kts",
    ("jvm", "ScalaLexer"): "scala sc",
    ("ml", "OcamlLexer"): "ml mli",
    ("nimrod", "NimrodLexer"): "nim",
    ("objective", "ObjectiveCLexer"): "m",
    ("objective", "ObjectiveCppLexer"): "mm",
    ("objective", "SwiftLexer"): "swift",
    ("perl", "PerlLexer"): "pl pm",
    ("php", "PhpLexer"): "php phtml",
    ("python", "CythonLexer"): "pyx pxd",
    ("python", "PythonLexer"): "py pyi pyw bzl",
    ("r", "SLexer"): "r",
    ("ruby", "RubyLexer"): "rb rake",
    ("rust", "RustLexer"): "rs",
    ("scripting", "LuaLexer"): "lua",
    ("shell", "BashLexer"): "sh bash ksh zsh",
    ("shell", "FishShellLexer"): "fish",
    ("shell", "PowerShellLexer"): "ps1 psm1",
    ("solidity", "SolidityLexer"): "sol",
    ("sql", "SqlLexer"): "sql pks pkb pls plb pck",
    ("tcl", "TclLexer"): "tcl",
    ("zig", "ZigLexer"): "zig",
}
_BY_SUFFIX = {suffix: lexer for lexer, suffixes in _LEXERS.items() for suffix in suffixes.split()}

LEXERS = tuple(_LEXERS)
"""(module of `pygments.lexers`, class) of all of them."""

_MANIFESTS = re.compile(r"(?:setup|conanfile)\.py|mix\.exs|package\.swift|(?:build|settings)\.gradle\.kts|build\.sc")
_FOLDERS = re.compile(
    r"(?:^|/)(?:docs?|vendor|node_modules|bower_components|third[-_]party|site-packages|pods|\.[^/]*)/"
)
_GENERATED = re.compile(r"[._]min\.[cm]?js$|(?:_pb2(?:_grpc)?\.pyi?|\.pb\.(?:go|cc|h)|_pb\.(?:js|d\.ts)|\.g\.dart)$")


def lexer_of(path: str) -> tuple[str, str] | None:
    """The lexer for a file of this path; `None` where it is no code, or not the code of who keeps it there."""
    name = path.lower()
    last = name.rpartition("/")[2]
    if _FOLDERS.search(name) or _GENERATED.search(last) or _MANIFESTS.fullmatch(last):
        return None
    return _BY_SUFFIX.get(last.rpartition(".")[2]) if "." in last.lstrip(".") else None
