"""A real bare repository to fetch from, filled through `git fast-import`, so that names may be any bytes."""

import http.server
import os
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

Content = bytes | tuple[str, bytes] | None
"""A regular file's bytes, a mode with bytes (for a submodule: the commit's id), or `None`: deleted."""

_ENVIRONMENT = {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null"}


def git(path: Path, *arguments: str, stdin: bytes = b"", status: tuple[int, ...] = (0,)) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=path, input=stdin, capture_output=True, env=_ENVIRONMENT, check=False
    )
    assert done.returncode in status, (arguments, done.returncode, done.stderr.decode(errors="replace"))
    return done.stdout.decode().strip()


class Remote:
    """One repository; `url` is its file address."""

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True)
        git(path, "init", "--quiet", "--bare", "--initial-branch=main")
        self.path = path
        self.url = path.as_uri()

    def commit(
        self,
        ref: str,
        files: Mapping[bytes, Content],
        parent: str | None = None,
        message: bytes = b"a change",
        mail: bytes = b"ann@example.com",
    ) -> str:
        """Put a commit on `ref`, on top of `parent` (or of nothing); gives its id."""
        person = b"Ann <%s> 1700000000 +0000" % mail
        stream = [b"reset %s\ncommit %s\nmark :1\n" % (ref.encode(), ref.encode())]
        stream += [b"author %s\ncommitter %s\n" % (person, person), _data(message)]
        stream.append(b"from %s\n" % parent.encode() if parent else b"")
        stream += [_entry(name, content) for name, content in files.items()]
        stream.append(b"\nget-mark :1\n")
        return git(self.path, "fast-import", "--quiet", "--force", stdin=b"".join(stream))


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)


def _entry(name: bytes, content: Content) -> bytes:
    quoted = b'"' + b"".join(b"\\%03o" % byte for byte in name) + b'"'
    if content is None:
        return b"D %s\n" % quoted
    mode, body = ("100644", content) if isinstance(content, bytes) else content
    if mode == "160000":
        return b"M %s %s %s\n" % (mode.encode(), body, quoted)
    return b"M %s inline %s\n%s" % (mode.encode(), quoted, _data(body))


Answer = Callable[[http.server.BaseHTTPRequestHandler], None]


@contextmanager
def answering(answer: Answer) -> Iterator[str]:
    """An HTTP server on this machine that answers every GET and POST with `answer`; gives its address."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def do_POST(self) -> None:
            answer(self)

        def log_message(self, format: str, *args: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def backend(root: Path, handler: http.server.BaseHTTPRequestHandler) -> None:
    """Answer as git's own smart HTTP server does, for the repositories under `root`."""
    path, _, query = handler.path.partition("?")
    body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
    if handler.headers.get("Transfer-Encoding") == "chunked":
        raise AssertionError("the test server does not read chunked bodies")
    environment = {
        **_ENVIRONMENT,
        "GIT_PROJECT_ROOT": str(root),
        "GIT_HTTP_EXPORT_ALL": "1",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "REQUEST_METHOD": handler.command,
        "CONTENT_TYPE": handler.headers.get("Content-Type") or "",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_CONTENT_ENCODING": handler.headers.get("Content-Encoding") or "",
        "GIT_PROTOCOL": handler.headers.get("Git-Protocol") or "",
    }
    done = subprocess.run(["git", "http-backend"], input=body, capture_output=True, check=True, env=environment)
    header, _, rest = done.stdout.partition(b"\r\n\r\n")
    fields = dict(line.split(": ", 1) for line in header.decode().split("\r\n"))
    handler.send_response(int(fields.pop("Status", "200").split()[0]))
    for name, value in fields.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(rest)
