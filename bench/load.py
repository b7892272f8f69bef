"""A small load generator: keep-alive connections that ask for one address over and over, in a process of its own."""

import asyncio
import json
import statistics
import sys
import time
from urllib.parse import urlsplit

import uvloop


class _Connection(asyncio.Protocol):
    """Sends the request again as soon as the answer is whole."""

    def __init__(self, request: bytes, until: float, taken: list[float]) -> None:
        self._request, self._until, self._taken = request, until, taken
        self._buffer = bytearray()
        self._began = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._send()

    def _send(self) -> None:
        self._began = time.perf_counter()
        self._transport.write(self._request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, body = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return
        if not head.startswith(b"HTTP/1.1 200"):
            self.done.set_exception(RuntimeError(head.decode()[:200]))
            return
        length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
        if len(body) < length:
            return
        now = time.perf_counter()
        self._taken.append(now - self._began)
        self._buffer.clear()
        if now < self._until:
            self._send()
        elif not self.done.done():
            self.done.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("closed"))


async def run(url: str, cookie: str, connections: int, seconds: float) -> dict[str, float]:
    """Requests a second, and the median and 99th percentile in milliseconds."""
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    lines = [f"GET {path} HTTP/1.1", f"Host: {parts.netloc}", "Accept-Encoding: identity"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    request = ("\r\n".join(lines) + "\r\n\r\n").encode()
    taken: list[float] = []
    began = time.perf_counter()
    loop = asyncio.get_running_loop()
    open_ones = []
    for _ in range(connections):
        _, protocol = await loop.create_connection(
            lambda: _Connection(request, began + seconds, taken), parts.hostname, parts.port
        )
        open_ones.append(protocol.done)
    await asyncio.gather(*open_ones)
    spent = time.perf_counter() - began
    cuts = statistics.quantiles(taken, n=100)
    return {"rps": len(taken) / spent, "p50_ms": cuts[49] * 1000, "p99_ms": cuts[98] * 1000}


if __name__ == "__main__":
    print(json.dumps(uvloop.run(run(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))))
