"""Where templates, assets and data lie: beside the package in a checkout, inside it in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_BUNDLED = _PACKAGE / "_data"
ROOT = _BUNDLED if _BUNDLED.is_dir() else _PACKAGE.parents[1]

TEMPLATES = ROOT / "templates"
ASSETS = ROOT / "assets"
DATA = ROOT / "data"
