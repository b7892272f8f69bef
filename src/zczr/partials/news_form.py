"""The form of an article, and its text as members would see it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from litestar import Request, Response, get
from litestar.params import FromPath
from markupsafe import Markup

from zczr.domain import clock, history
from zczr.domain.accounts.actor import Actor
from zczr.domain.disclosure import queries
from zczr.domain.disclosure.content import Content, faults_of
from zczr.domain.disclosure.queries import DeskArticle
from zczr.domain.disclosure.stages import ARTICLE, CATEGORIES, LABELS, Category, Publication
from zczr.domain.permissions import Permission
from zczr.domain.refusals import Refusal
from zczr.partials.news import OWNER as READ
from zczr.partials.news_desk import OWNER
from zczr.web import forms
from zczr.web.differences import fields_that_differ
from zczr.web.markdown import render_markdown
from zczr.web.pieces import Event, Term
from zczr.web.respond import fragment
from zczr.web.templating import day

WITHDRAWAL_ASKS = "撤下后会员不再看到这篇文章，链接会显示没有找到页面。需要时可以重新发布。"
NEW = f"{OWNER}/new"
_LONGEST = 20_000
_WRITE = {"permission": Permission.NEWS_WRITE}
_BADGES = {Publication.DRAFT: "neutral", Publication.PUBLISHED: "success", Publication.WITHDRAWN: "warning"}


class NewsForm(forms.Form):
    """An article; `intent` is the button that was pressed."""

    is_late = False
    """Somebody changed the article while the form was filled in."""
    version = forms.hidden(default="0")
    intent = forms.hidden()

    title = forms.line("标题", forms.at_most(80))
    category = forms.choice("分类", CATEGORIES)
    summary = forms.text("摘要", forms.at_most(200), description="列表里显示在标题下面")
    body = forms.text("正文", forms.at_most(_LONGEST))
    source = forms.line("来源", forms.at_most(60), description="发布机构或媒体的名称，发布时必填")
    source_href = forms.line(
        "来源链接", forms.at_most(300), narrow=True, description="以 https:// 或 http:// 开头的网址"
    )
    dated_on = forms.day("日期", default=clock.today, description="资料的发布日期，不晚于今天")

    @classmethod
    def of(cls, article: DeskArticle) -> Self:
        """The form as the article is kept."""
        return cls(data=asdict(article.content), version=str(article.version))

    @property
    def is_preview(self) -> bool:
        """Whether 预览 was pressed: nothing is kept and nothing is refused."""
        return bool(self.intent.data == "preview")

    @property
    def is_publication(self) -> bool:
        """Whether 发布 was pressed."""
        return bool(self.intent.data == "publish")

    @property
    def read_at(self) -> int:
        """The version that the form was filled in over; 0 for nonsense."""
        return int(self.version.data) if forms.is_id(self.version.data) and len(self.version.data) < 9 else 0

    @property
    def status(self) -> int:
        """The status of the page that shows this form."""
        return 409 if self.is_late else super().status

    def content(self) -> Content:
        """What was filled in."""
        return Content(
            title=self.title.data or "",
            category=self.category.data or "",
            summary=self.summary.data or "",
            body=self.body.data or "",
            source=self.source.data or "",
            source_href=self.source_href.data or "",
            dated_on=self.dated_on.data,
        )

    def take(self, article: DeskArticle | None) -> bool:
        """Whether it can be kept as the button asks; what is wrong stands at the fields, all of it at once."""
        self.check()
        publishing = self.is_publication or (article is not None and article.status is not Publication.DRAFT)
        for each in faults_of(self.content(), publishing=publishing, today=clock.today()):
            if not self[each.field].errors:
                self.refuse(each)
        return not self.wrong

    def overtaken(self, refusal: Refusal, article: DeskArticle) -> None:
        """Say who was faster and what differs; sent once more, it is written over what stands now."""
        self.is_late = True
        self.version.data = str(article.version)
        differing = fields_that_differ(self, type(self).of(article))
        told = [f"与现在保存的不同：{'、'.join(differing)}。"] if differing else []
        self.form_errors = [*self.form_errors, refusal.sentence, *told]


@dataclass(frozen=True)
class NewsFormView:
    """The form with its buttons, and what stands now where somebody was faster."""

    form: NewsForm
    action: str
    today: str
    is_draft: bool
    publish_label: str
    """Empty where it is published already."""
    save_label: str
    standing: tuple[Term, ...]
    standing_body: str


def load_news_form(form: NewsForm, article: DeskArticle | None) -> NewsFormView:
    """The form as typed or as kept."""
    status = article.status if article else Publication.DRAFT
    labels: Mapping[Publication, tuple[str, str]] = {
        Publication.DRAFT: ("发布", "保存草稿"),
        Publication.PUBLISHED: ("", "保存修改"),
        Publication.WITHDRAWN: ("重新发布", "保存修改"),
    }
    publish_label, save_label = labels[status]
    shown = article.content if article and form.is_late else None
    return NewsFormView(
        form=form,
        action=f"{OWNER}/{article.id}" if article else OWNER,
        today=day(clock.today()),
        is_draft=status is Publication.DRAFT,
        publish_label=publish_label,
        save_label=save_label,
        standing=_terms(shown) if shown else (),
        standing_body=shown.body if shown else "",
    )


def _terms(content: Content) -> tuple[Term, ...]:
    return (
        Term("标题", content.title),
        Term("分类", CATEGORIES[Category(content.category)]),
        Term("摘要", content.summary or "未填写"),
        Term("来源", content.source or "未填写"),
        Term("来源链接", content.source_href or "未填写"),
        Term("日期", day(content.dated_on)),
    )


@dataclass(frozen=True)
class NewsPreview:
    """The text of a form as members would see it."""

    title: str
    body: Markup


def load_news_preview(form: NewsForm) -> NewsPreview:
    """What was typed, rendered; a text too long to be kept only as far as it could be."""
    return NewsPreview(form.title.data or "", render_markdown((form.body.data or "")[:_LONGEST]))


@dataclass(frozen=True)
class Desk:
    """What stands around the form of an article that is kept."""

    state: str
    badge: str
    events: tuple[Event, ...]
    read_href: str
    """Where members read it; empty where they do not."""
    withdrawal: str
    withdrawal_asks: str = WITHDRAWAL_ASKS


async def load_desk(article: DeskArticle) -> Desk:
    """The state of an article and its history."""
    events = await history.events_of(ARTICLE.subject_kind, article.id)
    is_published = article.status is Publication.PUBLISHED
    return Desk(
        state=LABELS[article.status],
        badge=_BADGES[article.status],
        events=tuple(
            Event.of(event, ARTICLE.acts[event.act], danger=event.after == Publication.WITHDRAWN) for event in events
        ),
        read_href=f"{READ}/{article.id}" if is_published else "",
        withdrawal=f"{OWNER}/{article.id}/withdrawal" if is_published else "",
    )


@get("/partials/admin/news/new/news-form", opt=_WRITE)
async def blank_form(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """An empty form."""
    return fragment(request, "admin/_news_form.html", owner=NEW, news_form=load_news_form(NewsForm(), None))


@get("/partials/admin/news/new/news-preview", opt=_WRITE)
async def blank_preview(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The preview of nothing."""
    return fragment(request, "admin/_news_preview.html", owner=NEW, news_preview=load_news_preview(NewsForm()))


@get("/partials/admin/news/{article_id:int}/news-form", opt=_WRITE)
async def kept_form(request: Request[Any, Any, Any], actor: Actor, article_id: FromPath[int]) -> Response[str]:
    """The form of an article as it is kept."""
    article = await queries.article_on_desk(actor, article_id)
    view = load_news_form(NewsForm.of(article), article)
    return fragment(request, "admin/_news_form.html", owner=f"{OWNER}/{article_id}", news_form=view)


@get("/partials/admin/news/{article_id:int}/news-preview", opt=_WRITE)
async def kept_preview(request: Request[Any, Any, Any], actor: Actor, article_id: FromPath[int]) -> Response[str]:
    """The text of an article as it is kept."""
    view = load_news_preview(NewsForm.of(await queries.article_on_desk(actor, article_id)))
    return fragment(request, "admin/_news_preview.html", owner=f"{OWNER}/{article_id}", news_preview=view)


HANDLERS = [blank_form, blank_preview, kept_form, kept_preview]
