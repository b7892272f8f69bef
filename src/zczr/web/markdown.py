"""Markdown of admins as HTML that may stand in a page: rendered without HTML and pictures, then sanitized all the same."""

from collections.abc import Sequence
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_SCHEMES = ("http://", "https://")
_TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "strong", "em", "code", "pre", "a",
}  # fmt: skip
_FIRST_LEVEL = 2
_LAST_LEVEL = 6


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 -- the library's name
        """Only addresses of the web; everything else stays as it was typed."""
        return url.lower().startswith(_SCHEMES)


_MARKDOWN = _Markdown("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])
# Two locks on one door: what the renderer should never let through, the sanitizer takes out.
_SANITIZER = nh3.Cleaner(
    tags=_TAGS,
    attributes={"a": {"href", "title"}, "ol": {"start"}},
    url_schemes={"http", "https"},
    url_relative="deny",
    link_rel="noopener nofollow",
)


@lru_cache(maxsize=128)
def render_markdown(text: str) -> Markup:
    """HTML of a text; its headings start at h2 and leave no level out, whatever they were written as."""
    tokens = _MARKDOWN.parse(text)
    _level_headings(tokens)
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return Markup(_SANITIZER.clean(html))  # noqa: S704 -- sanitized in this line


def _level_headings(tokens: Sequence[Token]) -> None:
    """The page has its one h1 already, and a reader who listens goes from level to level."""
    written = {int(token.tag[1]) for token in tokens if token.type == "heading_open"}
    before = _FIRST_LEVEL - 1
    for token in tokens:
        if token.type == "heading_open":
            wanted = int(token.tag[1]) - min(written) + _FIRST_LEVEL
            before = min(wanted, before + 1, _LAST_LEVEL)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{before}"
