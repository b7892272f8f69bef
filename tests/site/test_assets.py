"""What the face may weigh, that nothing in it comes from elsewhere, and that its macros say what they are."""

import hashlib
import re
from pathlib import Path
from types import SimpleNamespace

import brotli
import pytest

from zczr.web.templating import ENVIRONMENT

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "assets"
TEMPLATES = ROOT / "templates"
PAGES = sorted(
    path for path in TEMPLATES.rglob("*.html") if not {"email", "documents"} & set(path.relative_to(TEMPLATES).parts)
)
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
STYLES = sorted((ASSETS / "css").glob("*.css"))
SPRITE = (ASSETS / "icons/sprite.svg").read_text(encoding="utf-8")

HTMX_SHA256 = "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717"
FIRST_PAGE_BYTES = 100_000  # ui.md, "Held to": the first page over the wire, with everything
HTML_ALLOWANCE = 30_000


def _over_the_wire(*contents: bytes) -> int:
    return sum(len(brotli.compress(content)) for content in contents)


def _without_comments(path: Path) -> str:
    return re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_htmx_is_the_released_file_of_its_version() -> None:
    vendored = (ASSETS / "vendor/htmx-2.0.11.min.js").read_bytes()
    assert hashlib.sha256(vendored).hexdigest() == HTMX_SHA256
    assert 'version:"2.0.11"' in vendored.decode()


def test_htmx_carries_its_licence() -> None:
    assert "Zero-Clause BSD" in (ASSETS / "vendor/htmx-2.0.11.LICENSE.txt").read_text(encoding="utf-8")


def test_a_first_page_stays_within_its_budget_with_everything_it_loads() -> None:
    bundle = b"\n".join(path.read_bytes() for path in STYLES)
    rest = [path.read_bytes() for path in ASSETS.rglob("*") if path.is_file() and path.suffix in {".js", ".svg"}]
    assert _over_the_wire(bundle, *rest) + HTML_ALLOWANCE < FIRST_PAGE_BYTES


def test_our_own_script_stays_small() -> None:
    assert len((ASSETS / "js/app.js").read_text(encoding="utf-8").splitlines()) < 250


@pytest.mark.parametrize("path", [*STYLES, ASSETS / "js/app.js"], ids=lambda path: path.name)
def test_styles_and_script_load_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"@import|https?:|url\(\s*[\"']?(?!data:|[\"'])", text)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_templates_hold_nothing_that_the_content_policy_refuses(path: Path) -> None:
    text = _without_comments(path)
    assert not re.search(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|hx-on", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", text)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_htmx_attributes_are_written_as_valid_html(path: Path) -> None:
    assert not re.search(r"(?<!data-)(?<![\w-])hx-[a-z-]+[\"']?\s*[=:]", _without_comments(path))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_every_icon_named_in_a_template_is_in_the_sprite(path: Path) -> None:
    text = _without_comments(path)
    named = re.findall(r"(?:icon|glyph)\(name='([a-z-]+)'|\bicon(?:_end)?='([a-z-]+)'", text)
    missing = {first or second for first, second in named} - set(re.findall(r'<symbol id="([a-z-]+)"', SPRITE))
    assert not missing


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_every_asset_named_in_a_template_exists(path: Path) -> None:
    named = set(re.findall(r"asset\('([^']+)'\)", _without_comments(path))) - {"css/app.css"}
    assert not {name for name in named if not (ASSETS / name).is_file()}


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.name)
def test_every_public_macro_is_introduced_by_a_comment_that_names_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    macros = re.findall(r"\{%-?\s*macro\s+([a-z]\w*)\(", text)
    introduced = re.findall(r"\{#-\s*([a-z]\w*)\(.*?#\}\s*\{%-?\s*macro\s+\1\(", text, flags=re.DOTALL)
    assert introduced == macros


@pytest.mark.parametrize(
    ("errors", "line"),
    [
        (["此项必填，请填写"], "此项必填，请填写"),
        (["不超过 300,000 元。", "借款方的下限更高。"], "不超过 300,000 元；借款方的下限更高"),
        (["先看甲。再看乙。"], "先看甲。再看乙"),
    ],
)
def test_the_errors_of_a_field_are_one_line_without_stray_stops(errors: list[str], line: str) -> None:
    macros = ENVIRONMENT.get_template("components/fields.html").module
    assert vars(macros)["error_text"](SimpleNamespace(errors=errors)) == line
