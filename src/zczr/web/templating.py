"""The Jinja environment: strict, autoescaped, with few filters and one global; pages receive ready strings."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import brotli  # type: ignore[import-untyped]
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from zczr.domain import clock
from zczr.paths import ASSETS, TEMPLATES


@dataclass(frozen=True)
class Asset:
    """A static file with its compressed forms, made once."""

    media_type: str
    plain: bytes
    brotli: bytes | None
    gzip: bytes | None


class Assets:
    """Static files in memory under content-hashed names; the style sheets of `css/` are one file."""

    def __init__(self, root: Path) -> None:
        self._names: dict[str, str] = {}
        self._assets: dict[str, Asset] = {}
        self._add("css/app.css", b"\n".join(part.read_bytes() for part in sorted((root / "css").glob("*.css"))))
        for path in sorted(root.rglob("*")):
            if path.is_file() and path.suffix in {".js", ".svg", ".png", ".ico", ".woff2", ".webp"}:
                self._add(path.relative_to(root).as_posix(), path.read_bytes())

    def _add(self, name: str, body: bytes) -> None:
        path = Path(name)
        hashed = path.with_name(f"{path.stem}.{hashlib.sha256(body).hexdigest()[:12]}{path.suffix}").as_posix()
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        text = media_type.startswith("text/") or media_type in {"image/svg+xml", "application/javascript"}
        self._names[name] = f"/assets/{hashed}"
        self._assets[hashed] = Asset(
            media_type=media_type,
            plain=body,
            brotli=brotli.compress(body, quality=11) if text else None,
            gzip=gzip.compress(body, 9, mtime=0) if text else None,
        )

    def url(self, name: str) -> str:
        """The address of a file, by its name in `assets/`; KeyError for what is not there."""
        return self._names[name]

    def get(self, hashed: str) -> Asset | None:
        """The file under a hashed name."""
        return self._assets.get(hashed)


def money(amount: Decimal | None) -> str:
    """1,234,567.00"""
    return "" if amount is None else f"{amount:,.2f}"


def wan(amount: Decimal | None) -> str:
    """Yuan shown in 万: 123.46; whole numbers without decimals."""
    if amount is None:
        return ""
    text = f"{amount / 10_000:,.2f}"
    return text.removesuffix(".00")


def percent(rate: Decimal | None) -> str:
    """A fraction shown as 5.00%."""
    return "" if rate is None else f"{rate * 100:.2f}%"


def day(value: date | None) -> str:
    """2026-11-23"""
    return "" if value is None else value.isoformat()


def instant(value: datetime | None) -> str:
    """2026-11-23 14:05, in Shanghai."""
    return "" if value is None else clock.shown(value)


def day_of(value: datetime) -> str:
    """The day of an instant in Shanghai: 2026-11-23"""
    return day(clock.day_of(value))


def build_environment(assets: Assets, *, reload: bool = False) -> Environment:
    """The environment of pages and e-mails."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=reload,
        cache_size=-1,
    )
    environment.globals["asset"] = assets.url
    for filter_ in (money, wan, percent, day, instant):
        environment.filters[filter_.__name__] = filter_
    return environment


ASSETS_IN_MEMORY = Assets(ASSETS)
ENVIRONMENT = build_environment(ASSETS_IN_MEMORY)
