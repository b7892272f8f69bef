"""One frozen settings object, read from the environment once."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that differs between one installation and another."""

    data_dir: Path
    database_url: str = ""
    """Empty: the bundled server inside `data_dir`."""
    redis_url: str = ""
    """Empty: the bundled server inside `data_dir`."""
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = ""
    """The address people type; goes into e-mails. Empty: made of host and port."""
    smtp_url: str = ""
    """smtp://user:password@host:port, or smtps://. Empty: mail stays in the local outbox."""
    mail_from: str = "智产智融 <no-reply@zczr.example>"
    forwarded_allow_ips: str = ""
    """Proxies whose X-Forwarded-For is believed. Empty: none."""
    demo: bool = False
    """The site of the demo: shows the local outbox to everybody."""
    log_format: str = "console"

    @property
    def site(self) -> str:
        """Scheme and host that links in e-mails begin with."""
        return self.base_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def behind_https(self) -> bool:
        """Whether cookies may be marked Secure."""
        return self.site.startswith("https://")

    @property
    def uploads_dir(self) -> Path:
        """The folder of uploaded files; outside of everything that is served."""
        return self.data_dir / "uploads"

    def secret(self) -> str:
        """The key that signs CSRF tokens; made once and kept in the data folder, so that restarts keep sessions."""
        if configured := os.environ.get("ZCZR_SECRET"):
            return configured
        path = self.data_dir / "secret"
        try:
            return path.read_text().strip()
        except FileNotFoundError:
            self.data_dir.mkdir(parents=True, exist_ok=True)
            fresh = self.data_dir / f"secret.{os.getpid()}"
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_hex(32))
            # link() fails where another process was first: then its key counts.
            try:
                path.hardlink_to(fresh)
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
            return path.read_text().strip()


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from the environment (README, section on configuration)."""
    data_dir = Path(environ.get("ZCZR_DATA") or Path.cwd() / ".zczr").expanduser().resolve()
    return Settings(
        data_dir=data_dir,
        database_url=environ.get("DATABASE_URL", ""),
        redis_url=environ.get("REDIS_URL", ""),
        host=environ.get("ZCZR_HOST", "127.0.0.1"),
        port=int(environ.get("ZCZR_PORT", "8000")),
        base_url=environ.get("ZCZR_BASE_URL", ""),
        smtp_url=environ.get("SMTP_URL", ""),
        mail_from=environ.get("ZCZR_MAIL_FROM", Settings.mail_from),
        forwarded_allow_ips=environ.get("ZCZR_FORWARDED_ALLOW_IPS", ""),
        demo=environ.get("ZCZR_DEMO", "") == "1",
        log_format=environ.get("ZCZR_LOG_FORMAT", "console"),
    )
