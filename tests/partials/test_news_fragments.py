"""行业新闻: the fragments that the pages show are the fragments' own."""

import pytest

from articles import make_article
from cast import PASSWORD, Cast
from lending_cases import sign_in
from visitor import Visitor, canonical, parse_fragment


@pytest.mark.parametrize(
    ("page", "partial", "pushes"),
    [
        ("/partners/news?category=lending&q=%E5%88%A9%E7%8E%87", "/partials/partners/news-list", True),
        ("/admin/news?order=asc&sort=title&status=published", "/partials/admin/news-desk", True),
        ("/admin/news/new", "/partials/admin/news/new/news-form", False),
        ("/admin/news/new", "/partials/admin/news/new/news-preview", False),
        ("/admin/news/{id}", "/partials/admin/news/{id}/news-form", False),
        ("/admin/news/{id}", "/partials/admin/news/{id}/news-preview", False),
    ],
)
async def test_a_fragment_is_the_page_s_and_leads_to_it(
    plain: Visitor, cast: Cast, page: str, partial: str, pushes: bool
) -> None:
    article_id = await make_article(cast.admin)
    page, partial = page.format(id=article_id), partial.format(id=article_id)
    if page.startswith("/admin"):
        await plain.open("/admin/login")
        await plain.press("登录", {"email": cast.admin.email, "password": PASSWORD})
    else:
        await sign_in(plain, cast.borrower)
    whole = await plain.open(page)
    query = page.partition("?")[2]
    asked = f"{partial}?{query}" if query else partial
    response = await plain.fragment(asked)
    (alone,) = parse_fragment(response.text)
    assert canonical(alone) == whole.html_of(partial.rpartition("/")[2])
    assert response.headers.get("hx-push-url") == (page if pushes else None)
    bare = await plain.raw("GET", asked)
    assert (bare.status_code, bare.headers["location"]) == (303, page)
