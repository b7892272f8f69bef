"""The lifecycle of an article, and what it may be about (product.md section 4, 行业新闻)."""

from collections.abc import Mapping
from enum import StrEnum

from zczr.domain.stages import Lifecycle

NEWS = "industry_news"
"""The kind of article."""


class Publication(StrEnum):
    """Where an article stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


LABELS: Mapping[Publication, str] = {
    Publication.DRAFT: "草稿",
    Publication.PUBLISHED: "已发布",
    Publication.WITHDRAWN: "已撤下",
}


class Category(StrEnum):
    """What an article is about."""

    LENDING = "lending"
    GUARANTEE = "guarantee"
    CLAIMS = "claims"
    POLICY = "policy"
    MARKET = "market"


CATEGORIES: Mapping[Category, str] = {
    Category.LENDING: "借贷",
    Category.GUARANTEE: "担保",
    Category.CLAIMS: "债权交易",
    Category.POLICY: "政策",
    Category.MARKET: "行情",
}

ARTICLE = Lifecycle(
    subject_kind="article",
    transitions={
        Publication.DRAFT: frozenset({Publication.PUBLISHED}),
        Publication.PUBLISHED: frozenset({Publication.WITHDRAWN}),
        Publication.WITHDRAWN: frozenset({Publication.PUBLISHED}),
    },
    acts={"create": "新建这篇文章", "edit": "修改这篇文章", "publish": "发布这篇文章", "withdraw": "撤下这篇文章"},
)
