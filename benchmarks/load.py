"""A small load generator: signed deliveries over kept-alive connections, the same for every server it is pointed at."""

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass

SECRET = "benchmark-secret"


@dataclass(frozen=True)
class Load:
    """What one run measured: requests per second, latencies in milliseconds, answers by status code."""

    rate: float
    p50: float
    p99: float
    statuses: dict[int, int]


def payload(number: int, size: int = 25_000) -> bytes:
    """A `pull_request` delivery of about `size` bytes, as long as GitHub's own are."""
    body = {
        "action": "synchronize",
        "number": number,
        "pull_request": {"number": number, "title": "Settle twice", "user": {"login": "alice", "type": "User"}},
        "repository": {"full_name": "acme/ledgerd", "name": "ledgerd", "default_branch": "main"},
        "sender": {"login": "alice", "type": "User"},
        "installation": {"id": 1},
    }
    count = (size - len(json.dumps(body))) // 60
    body["padding"] = [{"url": f"https://api.example/{index:08}", "id": index} for index in range(max(count, 0))]
    return json.dumps(body).encode()


def request(body: bytes, delivery: str, host: str) -> bytes:
    """The bytes of one signed POST."""
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    head = (
        f"POST /webhooks/github HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        f"User-Agent: GitHub-Hookshot/bench\r\nX-GitHub-Event: pull_request\r\nX-GitHub-Delivery: {delivery}\r\n"
        f"X-Hub-Signature-256: sha256={signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    lowered = head.lower()
    length = 0
    if b"content-length:" in lowered:
        length = int(lowered.split(b"content-length:")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
    elif b"transfer-encoding: chunked" in lowered:
        while (size := int(await reader.readline(), 16)) > 0:
            await reader.readexactly(size + 2)
        await reader.readline()
    return int(head.split(b" ", 2)[1])


async def _connection(port: int, requests: list[bytes], times: list[float], statuses: dict[int, int]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for one in requests:
        started = time.perf_counter()
        writer.write(one)
        await writer.drain()
        status = await asyncio.wait_for(_answer(reader), 30)
        times.append((time.perf_counter() - started) * 1000)
        statuses[status] = statuses.get(status, 0) + 1
    writer.close()


async def _run(port: int, requests: list[bytes], connections: int) -> Load:
    times: list[float] = []
    statuses: dict[int, int] = {}
    started = time.perf_counter()
    shares = [requests[index::connections] for index in range(connections)]
    await asyncio.gather(*(_connection(port, share, times, statuses) for share in shares))
    elapsed = time.perf_counter() - started
    times.sort()
    return Load(len(times) / elapsed, times[len(times) // 2], times[int(len(times) * 0.99)], statuses)


def drive(port: int, count: int, connections: int, run: str, pulls: int = 500) -> Load:
    """Sends `count` distinct deliveries over `connections` connections and measures them. Everything is signed
    beforehand, so that the generator's own work is small."""
    bodies = [payload(number) for number in range(1, pulls + 1)]
    requests = [request(bodies[index % pulls], f"{run}-{index:08}", f"127.0.0.1:{port}") for index in range(count)]
    return asyncio.run(_run(port, requests, connections))
