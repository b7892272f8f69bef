"""The routes of the app as lines of text; run it to save them: python tests/site/routes.py > tests/site/routes.txt."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

SAVED = Path(__file__).with_name("routes.txt")


class Route(NamedTuple):
    """One method at one path."""

    method: str
    path: str
    handler: HTTPRouteHandler

    @property
    def permission(self) -> Any:
        """What it asks for; None where it declares nothing."""
        return self.handler.opt.get("permission")

    @property
    def module(self) -> str:
        """Where its function stands."""
        return str(self.handler.fn.__module__)

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.permission}"


def routes_of(app: Litestar) -> list[Route]:
    """Every route, without the OPTIONS that Litestar adds."""
    return sorted(_routes(app), key=lambda route: (route.path, route.method))


def _routes(app: Litestar) -> Iterator[Route]:
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                for method in handler.http_methods - {"OPTIONS"}:
                    yield Route(str(method), route.path_format, handler)


def saved_lines() -> list[str]:
    """The list as it was saved."""
    return SAVED.read_text().splitlines()


if __name__ == "__main__":
    from zczr.app import build_app
    from zczr.settings import Settings

    with tempfile.TemporaryDirectory() as folder:
        app = build_app(Settings(data_dir=Path(folder)), database_url="", redis_url="redis://localhost")
        print("\n".join(map(str, routes_of(app))))
