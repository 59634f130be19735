"""Reading evidence over real connections: what is kept, and everything that may go wrong."""

import hashlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from homebot.adapters.evidence.reader import BYTES, EvidenceReader

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
TEXT = b"p95 fell by 40 ms"
PAGES = {"/good": TEXT, "/large": b"x" * (BYTES + 1), "/largest": b"x" * BYTES}
MOVED = {
    "/moved": "/good",
    "/round": "/round",
    "/inside": "http://10.0.0.1/secrets",
    "/metadata": "https://169.254.169.254/latest",
    "/nowhere": "",
}


class Pages(BaseHTTPRequestHandler):
    """A few pages, good and bad; what was asked is kept in `asked`."""

    asked: list[dict[str, str]]

    def do_GET(self) -> None:
        type(self).asked.append({"path": self.path, **{name.lower(): value for name, value in self.headers.items()}})
        path = self.path.partition("?")[0]
        if path in MOVED:
            self._send(302, b"", ("Location", MOVED[path]))
        elif path == "/broken":
            self._begin(("Content-Length", "1000"))
            self.wfile.write(TEXT)
            self.close_connection = True
        elif path == "/slow":
            self._begin()
            for _ in range(100):
                self.wfile.write(b"x")
                time.sleep(0.05)
        else:
            self._send(200 if path in PAGES else 404, PAGES.get(path, b"no"))

    def _begin(self, *headers: tuple[str, str]) -> None:
        self.send_response(200)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()

    def _send(self, status: int, content: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (*headers, ("Content-Length", str(len(content)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        return


@contextmanager
def served(context: ssl.SSLContext | None = None) -> Iterator[tuple[int, list[dict[str, str]]]]:
    asked: list[dict[str, str]] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Asked", (Pages,), {"asked": asked}))
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server.server_address[1], asked
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def pages() -> Iterator[tuple[int, list[dict[str, str]]]]:
    with served() as found:
        yield found


def read(port: int, path: str, seconds: float = 5) -> Any:
    return EvidenceReader([f"127.0.0.1:{port}"], seconds).read(f"http://127.0.0.1:{port}{path}", AT)


@pytest.mark.parametrize("path", ["/good", "/good?x=1", "/moved"])
def test_what_stands_there_is_kept_as_a_hash(pages: tuple[int, list[dict[str, str]]], path: str) -> None:
    found = read(pages[0], path)
    assert (found.digest, found.read_at, found.unread) == (hashlib.sha256(TEXT).hexdigest(), AT, "")


def test_the_largest_that_is_read(pages: tuple[int, list[dict[str, str]]]) -> None:
    assert read(pages[0], "/largest").digest == hashlib.sha256(b"x" * BYTES).hexdigest()


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/none", "it answered 404"),
        ("/large", "it is larger than 1 MiB"),
        ("/round", "it leads on more than 3 times"),
        ("/inside", "only https is read"),
        ("/metadata", "its host has an address that is not public"),
        ("/broken", "the answer broke off"),
    ],
)
def test_what_cannot_be_read_says_why(pages: tuple[int, list[dict[str, str]]], path: str, why: str) -> None:
    found = read(pages[0], path)
    assert (found.digest, found.read_at) == ("", None)
    assert found.unread == why


def test_a_redirect_to_nowhere_ends(pages: tuple[int, list[dict[str, str]]]) -> None:
    assert read(pages[0], "/nowhere").unread


def test_an_answer_in_drops_is_cut_off(pages: tuple[int, list[dict[str, str]]]) -> None:
    began = time.monotonic()
    assert read(pages[0], "/slow", 0.5).unread == "it took too long"
    assert time.monotonic() - began < 3


def test_a_host_that_never_answers_is_cut_off() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        assert read(silent.getsockname()[1], "/", 0.3).unread == "it took too long"


def test_nobody_there() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert read(unused.getsockname()[1], "/").unread == "no answer (ConnectionRefusedError)"


def test_this_machine_is_not_read_unless_it_was_named(pages: tuple[int, list[dict[str, str]]]) -> None:
    port, asked = pages
    for url in (f"http://127.0.0.1:{port}/good", "https://127.0.0.1/good", "https://localhost/", "https://2130706433/"):
        assert EvidenceReader().read(url, AT).unread
    assert asked == []


def test_nothing_of_this_machine_is_sent(
    pages: tuple[int, list[dict[str, str]]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    port, asked = pages
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login homebot password secret\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert read(port, "/good").digest
    assert set(asked[0]) == {"path", "host", "user-agent", "accept", "accept-encoding", "connection"}


def test_the_host_is_asked_at_the_address_that_was_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that means a public address when it is judged and a private one a moment later leads nowhere else."""
    answers = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])
    dialled: list[str] = []

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def dial(address: tuple[str, int], **_: Any) -> socket.socket:
        dialled.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", dial)
    EvidenceReader().read("https://ci.example/", AT)
    assert dialled == ["93.184.216.34"]


def certificate(folder: Path, host: str) -> Path:
    """A certificate of that host's own, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    encoded = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / f"{host}.pem"
    file.write_bytes(encoded + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.mark.parametrize(("host", "is_read"), [("wiki.acme", True), ("other.acme", False)])
def test_a_host_shows_that_it_is_itself(
    host: str, is_read: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = certificate(tmp_path, "wiki.acme")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with served(context) as (port, _):
        here = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: here)
        found = EvidenceReader([f"{host}:{port}"]).read(f"https://{host}:{port}/good", AT)
    assert bool(found.digest) is is_read
    assert found.unread == ("" if is_read else "no answer (SSLCertVerificationError)")
