"""Templates: each compiles, each page stands on a base, each fragment is one element that a page includes."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import meta

from zczr.paths import TEMPLATES
from zczr.web.templating import ENVIRONMENT

SRC = Path(__file__).resolve().parents[2] / "src/zczr"


def _name(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


ALL = sorted(_name(path) for path in TEMPLATES.rglob("*.html"))
# What htmx puts into #notices is no part of any page.
FRAGMENTS = [name for name in ALL if Path(name).name.startswith("_") and name != "errors/_notice.html"]
SOURCES = {name: (TEMPLATES / name).read_text(encoding="utf-8") for name in ALL}
# One line each: the macro that writes them is used by a page directly too. tests/site/test_routes.py looks at what they answer.
BUILT_BY_A_MACRO = {"accounts/_region.html", "messages/_unread_count.html"}
_VOID = {"br", "hr", "img", "input", "link", "meta", "source", "use", "path", "wbr"}
BASES = {"base.html", "work.html", "auth.html", "postings/show.html"}


def _named_in_code() -> set[str]:
    return {
        node.value
        for path in SRC.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith(".html")
    }


def _named_in_templates(word: str) -> set[str]:
    return {found for source in SOURCES.values() for found in re.findall(rf'{word} "([^"]+)"', source)}


PAGES = sorted(name for name in _named_in_code() if not Path(name).name.startswith("_"))


@pytest.mark.parametrize("name", ALL)
def test_a_template_compiles(name: str) -> None:
    ENVIRONMENT.get_template(name)


def test_every_template_that_is_named_exists() -> None:
    named = (
        _named_in_code() | _named_in_templates("include") | _named_in_templates("extends") | _named_in_templates("from")
    )
    assert not named - set(ALL)


def test_every_template_is_named_somewhere() -> None:
    named = (
        _named_in_code() | _named_in_templates("include") | _named_in_templates("extends") | _named_in_templates("from")
    )
    assert not set(ALL) - named


@pytest.mark.parametrize("name", PAGES)
def test_a_page_stands_on_a_base(name: str) -> None:
    # Its title then is that of the layout, and the same as the heading: the visitor checks that on every page it opens.
    extended = re.search(r'\{% extends "([^"]+)" %\}', SOURCES[name])
    assert extended is not None
    assert extended[1] in BASES


class _Roots(HTMLParser):
    """The elements that stand in no other."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count in."""
        if self._open == 0:
            self.found.append(dict(attrs).get("id") or tag)
        self._open += tag not in _VOID

    def handle_endtag(self, tag: str) -> None:
        """Count out."""
        self._open -= 1


@pytest.mark.parametrize("name", [name for name in FRAGMENTS if name not in BUILT_BY_A_MACRO])
def test_a_fragment_has_one_root_element_that_carries_its_name(name: str) -> None:
    roots = _Roots()
    roots.feed(_markup(SOURCES[name]))
    assert roots.found == [Path(name).stem.removeprefix("_").replace("_", "-")]


def _markup(source: str) -> str:
    """A template with its logic taken out; a call block that names an id is the element that its macro writes."""
    without = re.sub(r"\{#.*?#\}|\{%-?\s*macro\b.*?endmacro\s*-?%\}", "", source, flags=re.DOTALL)
    first = re.search(r"<[a-z]|\{%-?\s*call\b", without)
    if first is not None and first.group().startswith("{"):
        without = re.sub(r"\{%-?\s*call\b[^%]*?\bid='([\w-]+)'.*?%\}", r"<div id='\1'>", without, count=1)
        before, _, after = without.rpartition("{% endcall %}")
        without = f"{before}</div>{after}"
    return re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", without, flags=re.DOTALL)


@pytest.mark.parametrize("name", [name for name in FRAGMENTS if name != "messages/_unread_count.html"])
def test_a_fragment_is_included_by_a_page(name: str) -> None:
    assert name in _named_in_templates("include")


def test_the_count_of_unread_messages_is_the_macro_of_the_bar() -> None:
    macro = "unread_count"
    assert re.search(rf"import [^%]*\b{macro}\b", SOURCES["messages/_unread_count.html"])
    assert f"{{{{ {macro}(" in SOURCES["components/bars.html"]


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_fragment_reads_one_variable_its_own(name: str) -> None:
    own = Path(name).stem.removeprefix("_")
    read = meta.find_undeclared_variables(ENVIRONMENT.parse(SOURCES[name])) - set(ENVIRONMENT.globals)
    included = {Path(each).stem.removeprefix("_") for each in re.findall(r'include "([^"]+)"', SOURCES[name])}
    assert read - included <= {own, "csrf_token"}


@pytest.mark.parametrize("name", ALL)
def test_a_template_asks_no_permission_and_counts_nothing(name: str) -> None:
    expressions = " ".join(re.findall(r"\{[{%](.*?)[}%]\}", SOURCES[name], flags=re.DOTALL))
    without_text = re.sub(r"'[^']*'|\"[^\"]*\"", "", expressions)
    assert not re.search(r"(?<!\.)\bactor\b|\bpermission|\bmay\(|[^-]\s[*/]\s", without_text)
