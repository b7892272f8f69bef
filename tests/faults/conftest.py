"""A whole site of its own for each test that breaks something: real processes, real servers, real commits."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from visitor import Visitor
from zczr.demo.accounts import PASSWORD


class Site:
    """A running `zczr serve` with its servers, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self._log = (folder.parent / f"{folder.name}.log").open("wb")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Start it and wait until it answers."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "zczr", "--data", self.folder, "serve", "--port", str(self.port), "--demo"],
            stdout=self._log, stderr=self._log, stdin=subprocess.DEVNULL, start_new_session=True,
            env={key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}},
        )  # fmt: skip
        await self.answers()

    async def answers(self, seconds: int = 60) -> None:
        """Wait until both servers are reachable through it."""
        async with httpx.AsyncClient() as client, asyncio.timeout(seconds):
            while True:
                try:
                    if (await client.get(f"{self.address}/health")).status_code == 200:
                        return
                except httpx.TransportError:
                    pass
                assert self._process is None or self._process.poll() is None, self.log()
                await asyncio.sleep(0.1)

    def log(self) -> str:
        """What it said."""
        self._log.flush()
        return Path(self._log.name).read_text(errors="replace")[-3000:]

    def stop(self) -> int:
        """Ask it to stop, as a terminal does; its exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(30)

    def kill(self) -> None:
        """End serve at once, leaving whatever it had started."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(10)

    def processes(self, name: str) -> list[int]:
        """Live processes of this site by the name of their program."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                words = (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
                state = (process / "stat").read_text().rpartition(")")[2].split()[0]
                here = str(self.folder) in " ".join(words) or (process / "cwd").readlink() == self.folder / "pg"
            except OSError:
                continue
            if here and state != "Z" and name in Path(words[0]).name + " " + " ".join(words[1:4]):
                found.append(int(process.name))
        return found

    def workers(self) -> list[int]:
        """Live workers that serve has started."""
        assert self._process is not None
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                words = (process / "cmdline").read_bytes().split(b"\0")
                state, parent = (process / "stat").read_text().rpartition(")")[2].split()[:2]
            except OSError:
                continue
            if b"worker" in words and state != "Z" and int(parent) == self._process.pid:
                found.append(int(process.name))
        return found

    def slay(self, name: str) -> None:
        """SIGKILL every process of that name."""
        victims = self.workers() if name == "worker" else self.processes(name)
        assert victims, f"no {name} runs"
        _kill_all(victims)

    def end(self) -> None:
        """Stop it, and whatever of it still runs."""
        if self._process is not None and self._process.poll() is None:
            self.stop()
        for name in ("postgres", "valkey"):
            _kill_all(self.processes(name))
        self._log.close()

    def check(self) -> str:
        """What `zczr check` says; it has to be satisfied."""
        done = subprocess.run(
            [sys.executable, "-m", "zczr", "--data", self.folder, "check"], capture_output=True, text=True, check=False,
            env={key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}},
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @asynccontextmanager
    async def visitor(self) -> AsyncIterator[Visitor]:
        """A strict client at this site."""
        async with httpx.AsyncClient(base_url=self.address, timeout=20) as client:
            yield Visitor(client, htmx=False)


async def sign_in(visitor: Visitor, email: str) -> None:
    """As somebody of the demo's world."""
    await visitor.open("/login/enterprise")
    await visitor.press("登录", {"email": email, "password": PASSWORD})


def _kill_all(pids: list[int]) -> None:
    """Some go by themselves once the first is dead."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A site with the demo's world, stopped afterwards whatever happened."""
    # Not pytest's own folder: that one is closed to the account the bundled servers run as.
    with tempfile.TemporaryDirectory(prefix="zczr-fault-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        made = Site(Path(folder) / "data")
        await made.start()
        yield made
        made.end()
