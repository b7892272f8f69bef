"""A strict client: it reads each page as a person would, and fails on what a person would trip over.

Every page is checked: it parses, has one h1, a title that holds it, unique ids, a label for each field, an action for each form, and
`hx-post` equal to `action`. In htmx mode forms with hx-post are sent as htmx sends them and the answer is put into the page.
"""

from __future__ import annotations

import copy
import re
from typing import Any
from urllib.parse import urljoin, urlsplit

import html5lib
import httpx
from lxml import etree

_ENGLISH = re.compile(r"(?<![A-Za-z0-9@./_-])[a-z]{3,}(?: [a-z]{2,})+(?![A-Za-z0-9@./_-])")
_FIELDS = ".//input[not(@type='hidden') and not(@type='submit')] | .//select | .//textarea"


class Page:
    """What the visitor sees now."""

    def __init__(self, response: httpx.Response, tree: Any = None) -> None:
        self.response = response
        self.status = response.status_code
        self.url = str(response.url)
        self.path = urlsplit(self.url).path + (f"?{urlsplit(self.url).query}" if urlsplit(self.url).query else "")
        self.tree = tree if tree is not None else parse(response.text)
        check(self)

    @property
    def text(self) -> str:
        """All that can be read, white space folded."""
        return text_of(self.tree.find(".//body"))

    @property
    def title(self) -> str:
        """The h1."""
        return text_of(self.tree.find(".//h1"))

    def one(self, path: str) -> Any:
        """The one element of an XPath."""
        found = self.tree.xpath(path)
        assert len(found) == 1, f"{len(found)} elements for {path} on {self.path}"
        return found[0]

    def link(self, label: str) -> str:
        """The address of the link that reads so."""
        for link in self.tree.iterfind(".//a"):
            if text_of(link) == label or link.get("aria-label") == label:
                return str(link.get("href"))
        raise AssertionError(f"no link “{label}” on {self.path}: {[text_of(a) for a in self.tree.iterfind('.//a')]}")

    def errors(self) -> list[str]:
        """The sentences of the error summary."""
        return [text_of(item) for item in self.tree.xpath("//*[@data-error-summary]//li")]

    def html_of(self, element_id: str) -> str:
        """The markup of an element, in one canonical spelling; its tokens are left out."""
        return canonical(self.one(f"//*[@id='{element_id}']"))


def parse(html: str) -> Any:
    """A document as a browser would build it; markup errors fail."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=False)
    document = parser.parse(html)
    assert not parser.errors, f"broken markup: {parser.errors[:3]}"
    return document.getroot()


def parse_fragment(html: str) -> list[Any]:
    """The root elements of a fragment."""
    body = parse(f"<!doctype html><html lang='zh'><head><title>x</title></head><body>{html}</body></html>").find("body")
    return list(body)


def text_of(element: Any) -> str:
    """Text as read, white space folded."""
    return " ".join("".join(element.itertext()).split())


def canonical(element: Any) -> str:
    """Markup for comparing a fragment alone with itself in a page."""
    element = copy.deepcopy(element)
    element.tail = None
    for node in element.iter():
        if node.get("name") in {"_csrf_token", "submission_id"}:
            node.attrib.pop("value", None)
        node.text = " ".join((node.text or "").split()) if isinstance(node.tag, str) else None
        node.tail = " ".join((node.tail or "").split())
    return etree.tostring(element, encoding="unicode")


def check(page: Page) -> None:
    """What holds for every page of the site."""
    tree, where = page.tree, page.path
    headings = tree.findall(".//h1")
    assert len(headings) == 1, f"{len(headings)} h1 on {where}"
    title = text_of(tree.find(".//title"))
    assert text_of(headings[0]) in title, f"title “{title}” does not hold the heading on {where}"
    ids = [element.get("id") for element in tree.iter() if isinstance(element.tag, str) and element.get("id")]
    assert len(ids) == len(set(ids)), f"ids twice on {where}: {sorted({i for i in ids if ids.count(i) > 1})}"
    labels = {label.get("for") for label in tree.iterfind(".//label")}
    for control in tree.xpath(_FIELDS):
        named = control.get("id") in labels or control.get("aria-label") or control.get("aria-labelledby")
        assert named, f"field without label on {where}: {control.get('name')}"
        for described in (control.get("aria-describedby") or "").split():
            assert described in ids, f"{control.get('name')} is described by a missing #{described} on {where}"
    for form in tree.iterfind(".//form"):
        assert form.get("action"), f"form without action on {where}"
        if form.get("method") == "post":
            assert form.xpath(".//input[@name='_csrf_token']"), f"form without token on {where}"
        if form.get("data-hx-post"):
            assert form.get("data-hx-post") == form.get("action"), f"hx-post differs from action on {where}"
        for button in form.xpath(".//button[@data-hx-post]"):
            assert button.get("data-hx-post") == form.get("action"), f"hx-post of a button differs on {where}"
    for link in tree.xpath("//a[starts-with(@href, '#')]"):
        assert link.get("href")[1:] in ids, f"link to a missing {link.get('href')} on {where}"
    assert not tree.xpath("//script[not(@src)] | //style | //*[@style] | //*[@onclick or @onchange or @onsubmit]"), (
        where
    )
    body = copy.deepcopy(tree.find(".//body"))
    for element in body.xpath(".//*[contains(@class, 'identifier')] | .//textarea | .//option"):
        element.text = ""
    english = _ENGLISH.search(text_of(body))
    assert english is None, f"English on {where}: {english.group()!r}" if english else ""


class Visitor:
    """A browser without a screen; `htmx=True` sends enhanced forms as htmx does."""

    def __init__(self, client: httpx.AsyncClient, *, htmx: bool) -> None:
        self._client = client
        self.htmx = htmx
        self.page: Page | None = None

    @property
    def now(self) -> Page:
        """The page in front of the visitor."""
        assert self.page is not None, "open a page first"
        return self.page

    async def open(self, path: str, *, expect: int = 200) -> Page:
        """Open an address and follow redirects."""
        response = await self._client.get(urljoin(self.page.url if self.page else "", path), follow_redirects=True)
        self.page = Page(response)
        assert self.page.status == expect, f"{path} answered {self.page.status}: {self.page.text[:200]}"
        return self.page

    async def raw(self, method: str, path: str, **kwargs: Any) -> httpx.Response:
        """One request as it is, without following or checking."""
        return await self._client.request(method, path, **kwargs)

    async def follow(self, label: str, *, expect: int = 200) -> Page:
        """Click the link that reads so."""
        return await self.open(self.now.link(label), expect=expect)

    async def fragment(self, path: str) -> httpx.Response:
        """Ask for a fragment as htmx does."""
        return await self._client.get(path, headers={"HX-Request": "true"})

    async def press(
        self,
        button: str,
        values: dict[str, Any] | None = None,
        *,
        files: dict[str, Any] | None = None,
        expect: int = 200,
        form: str = "",
        twice: bool = False,
        agree: bool = False,
    ) -> Page:
        """Fill in a form and press a button of it.

        `values` of lists are several ticks, `twice` is a double click, `agree` says yes where the site asks.
        """
        element, submitter = self._button(button, form)
        sent = self._filled(element, values or {})
        if submitter.get("name"):
            sent.append((submitter.get("name"), submitter.get("value") or ""))
        action = urljoin(self.now.url, submitter.get("formaction") or element.get("action"))
        if element.get("method", "get") != "post":
            return await self.open(f"{action}?{httpx.QueryParams(sent)}", expect=expect)
        if element.get("data-confirm") and self.htmx:
            sent.append(("confirmed", "yes"))
        # A button may have its own exchange: what it asks for goes elsewhere than the answer to its form.
        asking = submitter if submitter.get("data-hx-post") else element
        enhanced = self.htmx and asking.get("data-hx-post")
        headers = {"Referer": self.now.url, **({"HX-Request": "true"} if enhanced else {})}
        parts: dict[str, Any] = {"headers": headers}
        if element.get("enctype") == "multipart/form-data":
            multipart: list[Any] = [(name, (None, value)) for name, value in sent]
            multipart += [(name, each) for name, given in (files or {}).items() for each in _several(given)]
            parts["files"] = multipart
        else:
            parts["content"] = str(httpx.QueryParams(sent))
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if twice:
            await self._client.post(action, **parts)
        response = await self._client.post(action, **parts)
        if enhanced:
            await self._swap(asking, response, expect)
        else:
            while response.status_code in {302, 303}:
                response = await self._client.get(urljoin(action, response.headers["location"]))
            self.page = Page(response)
            if agree and self.now.tree.xpath("//input[@name='confirmed']"):
                return await self.press(button, expect=expect)
            assert self.now.status == expect, (
                f"{button} answered {self.now.status}: {self.now.errors() or self.now.text[:200]}"
            )
        return self.now

    async def raw_press(self, button: str, values: dict[str, Any]) -> httpx.Response:
        """Press a button and take the answer as it comes, without following it or looking at it."""
        element, submitter = self._button(button, "")
        sent = self._filled(element, values)
        if submitter.get("name"):
            sent.append((submitter.get("name"), submitter.get("value") or ""))
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": self.now.url}
        return await self._client.post(
            urljoin(self.now.url, element.get("action")), content=str(httpx.QueryParams(sent)), headers=headers
        )

    async def choose(self, name: str, value: str) -> Page:
        """Choose in a select that others depend on, and let them follow."""
        return await self.press("更新", {name: value})

    async def _swap(self, form: Any, response: httpx.Response, expect: int) -> None:
        """Do with an answer what htmx does."""
        if response.status_code == 204:
            assert expect == 200, f"expected {expect}, was led to {response.headers.get('hx-location')}"
            await self.open(response.headers["hx-location"])
            return
        assert response.status_code == expect, f"answered {response.status_code}: {response.text[:400]}"
        if response.headers.get("hx-retarget") == "body":
            at = self.now.url
            self.page = Page(response)
            self.page.url = at
            return
        tree = copy.deepcopy(self.now.tree)
        roots = parse_fragment(response.text)
        target = response.headers.get("hx-retarget") or form.get("data-hx-target")
        first = [root for root in roots if not root.get("hx-swap-oob")]
        for root in roots:
            if root.get("hx-swap-oob"):
                assert root.get("hx-swap-oob") == "true"
                del root.attrib["hx-swap-oob"]
                _replace(_by_id(tree, root.get("id")), [root])
        element = _by_id(tree, target.removeprefix("#"))
        if response.headers.get("hx-reswap") == "innerHTML":
            element[:] = first
            element.text = None
        else:
            _replace(element, first)
        self.page = Page(response, tree)
        self.page.url = self.page.url if response.request.method == "GET" else str(self.now.response.url)

    def _button(self, label: str, form_id: str) -> tuple[Any, Any]:
        for button in self.now.tree.xpath("//button | //input[@type='submit']"):
            # What stands behind the colon is for screen readers: which row the button belongs to.
            if text_of(button).partition("：")[0] != label:
                continue
            owner = button.get("form")
            form = _by_id(self.now.tree, owner) if owner else next(button.iterancestors("form"), None)
            if form is not None and (not form_id or form.get("id") == form_id or form_id in (form.get("action") or "")):
                return form, button
        seen = [text_of(button) for button in self.now.tree.iterfind(".//button")]
        raise AssertionError(f"no button “{label}” on {self.now.path}: {seen}")

    def _filled(self, form: Any, values: dict[str, Any]) -> list[tuple[str, str]]:
        names, sent = set(), []
        for control in form.xpath(".//input | .//select | .//textarea"):
            name, kind = control.get("name"), control.get("type")
            if not name or kind in {"submit", "file", "button"}:
                continue
            names.add(name)
            if name in values:
                continue
            if kind in {"checkbox", "radio"}:
                if control.get("checked") is not None:
                    sent.append((name, control.get("value", "on")))
            elif control.tag == "select":
                chosen = control.xpath(".//option[@selected]") or control.xpath(".//option")[:1]
                sent += [(name, option.get("value", "")) for option in chosen]
            elif control.tag == "textarea":
                sent.append((name, (control.text or "").removeprefix("\n")))
            else:
                sent.append((name, control.get("value", "")))
        for name, value in values.items():
            assert name in names, f"no field {name} on {self.now.path}: {sorted(names)}"
            sent += [(name, str(each)) for each in _several(value)]
        return sent


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _by_id(tree: Any, element_id: str) -> Any:
    found = tree.xpath(f"//*[@id='{element_id}']")
    assert len(found) == 1, f"{len(found)} elements #{element_id}"
    return found[0]


def _replace(old: Any, new: list[Any]) -> None:
    parent = old.getparent()
    index = parent.index(old)
    parent.remove(old)
    for offset, element in enumerate(new):
        parent.insert(index + offset, element)


def pdf(text: str = "seed") -> bytes:
    """A small PDF with something in it."""
    return b"%PDF-1.4\n% " + text.encode() + b"\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def upload(name: str = "执照.pdf", content: bytes | None = None) -> tuple[str, bytes, str]:
    """A file as a browser sends it."""
    return name, pdf(name) if content is None else content, "application/octet-stream"
