"""会话 as people use it: found by the chat icon, written in, answered; what fails keeps what was typed."""

import html
import uuid

import pytest

from cases import make_deal, make_match
from cast import PASSWORD, Cast
from conversation_cases import block, converse, said, unread_of
from lending_cases import sign_in
from makers import make_offer, make_request
from visitor import Visitor, upload
from zczr import db
from zczr.domain.conversations.commands import write
from zczr.domain.conversations.queries import MESSAGES

_LIST = "/messages/conversations"


def _texts(visitor: Visitor) -> list[str]:
    """What was written, as it stands on the page."""
    return ["".join(each.itertext()) for each in visitor.now.tree.xpath("//*[@class='said-body']")]


async def _count(table: str = "conversation_message") -> int:
    return int(await db.fetch_value(f"SELECT count(*) FROM {table}"))


async def test_a_partner_is_written_to_and_answers(visitor: Visitor, cast: Cast) -> None:
    await sign_in(visitor, cast.borrower)
    page = await visitor.open(f"{_LIST}/new?to={cast.partner.organization_id}")
    assert page.title == f"联系{cast.partner.organization_name}"
    page = await visitor.press("发送", {"body": "您好！\n<b>有空</b>吗？"})
    assert page.title == f"与{cast.partner.organization_name}的会话"
    assert _texts(visitor) == ["您好！\n<b>有空</b>吗？"]
    there = page.path
    assert (await visitor.open(f"{_LIST}/new?to={cast.partner.organization_id}")).path == there
    await visitor.press("退出登录")
    await sign_in(visitor, cast.partner)
    page = await visitor.open(_LIST)
    assert "1 条未读" in page.text
    await visitor.follow(cast.borrower.organization_name)
    assert await unread_of(cast.partner) == 0
    # The bars of the page that was read do not count it any more.
    assert not visitor.now.tree.xpath("//*[@id='unread-count']/*")
    page = await visitor.press("发送", {"body": "有"})
    assert _texts(visitor) == ["您好！\n<b>有空</b>吗？", "有"]
    assert page.one("//textarea[@name='body']").text in {None, "", "\n"}
    assert ("已发送" in page.text) is visitor.htmx
    # Without scripts a reload asks for the page, and sends nothing again.
    assert visitor.htmx or page.path == there


async def test_a_double_click_and_a_retry_send_one_message(visitor: Visitor, cast: Cast) -> None:
    await sign_in(visitor, cast.borrower)
    await visitor.open(f"{_LIST}/new?to={cast.partner.organization_id}")
    await visitor.press("发送", {"body": "第一条"}, twice=True)
    assert (await _count(), await _count("conversation")) == (1, 1)
    await visitor.press("发送", {"body": "第二条"}, files={"attachments": [upload("报价.pdf")]}, twice=True)
    assert _texts(visitor) == ["第一条", "第二条"]
    assert await _count() == 2


async def test_a_form_sent_once_and_changed_can_be_sent_by_pressing_again(visitor: Visitor, cast: Cast) -> None:
    conversation_id = await converse(cast.lender, cast.borrower)
    await sign_in(visitor, cast.borrower)
    await visitor.open(f"{_LIST}/{conversation_id}")
    old = visitor.now.one("//input[@name='submission_id']").get("value")
    await write(cast.borrower, conversation_id, said("旧的"))
    await db.execute("ALTER TABLE conversation_message DISABLE TRIGGER conversation_message_immutable")
    await db.execute("UPDATE conversation_message SET submission_id = $1 WHERE body = '旧的'", uuid.UUID(old))
    page = await visitor.press("发送", {"body": "新的"}, expect=422)
    assert page.errors() == ["这份表单已经发送过一次，内容与现在不同。如需再发一条，请再按一次“发送”。"]
    await visitor.press("发送")
    assert _texts(visitor)[-2:] == ["旧的", "新的"]


async def test_what_is_wrong_comes_back_with_text_and_files(visitor: Visitor, cast: Cast) -> None:
    conversation_id = await converse(cast.lender, cast.borrower)
    await sign_in(visitor, cast.borrower)
    await visitor.open(f"{_LIST}/{conversation_id}")
    page = await visitor.press("发送", {"body": "  \n "}, expect=422)
    assert page.errors() == ["消息：请填写消息，或添加附件"]
    page = await visitor.press(
        "发送", {"body": "字" * 2001}, expect=422,
        files={"attachments": [upload("报价.pdf"), upload("恶意.exe", b"MZ\x90")]},
    )  # fmt: skip
    assert page.errors() == [
        "消息：不能超过 2000 个字，请精简",
        "附件：“恶意.exe”的内容不是 PDF、JPG、PNG、Word、Excel 或 OFD 文件，请重新选择",
    ]
    assert "报价.pdf" in page.text
    page = await visitor.press("发送", {"body": ""})
    assert "报价.pdf" in visitor.now.one("//*[@id='message-thread']").xpath("string()")
    assert await _count() == 2


async def test_the_first_message_can_be_wrong_too(visitor: Visitor, cast: Cast) -> None:
    await sign_in(visitor, cast.borrower)
    await visitor.open(f"{_LIST}/new?to={cast.partner.organization_id}")
    page = await visitor.press("发送", files={"attachments": [upload("空.pdf", b"")]}, expect=422)
    assert page.title == f"联系{cast.partner.organization_name}"
    assert page.errors() == ["附件：“空.pdf”是空文件，可能上传中断，请重新选择"]
    assert await _count("conversation") == 0
    await visitor.press("发送", {"body": "您\x00好"})
    assert _texts(visitor) == ["您好"]


async def test_a_message_carries_at_most_ten_files(plain: Visitor, cast: Cast) -> None:
    conversation_id = await converse(cast.lender, cast.borrower)
    await sign_in(plain, cast.borrower)
    await plain.open(f"{_LIST}/{conversation_id}")
    papers = [upload(f"第{number}份.pdf") for number in range(11)]
    page = await plain.press("发送", {"body": "请查收"}, files={"attachments": papers}, expect=422)
    assert page.errors() == ["附件：每项最多 10 个文件，请合并后上传"]
    await plain.press("发送")
    assert await db.fetch_value("SELECT count(*) FROM upload WHERE subject_kind = 'conversation_message'") == 10


@pytest.mark.parametrize("who", ["stranger", "partner", "institution"])
async def test_a_stranger_finds_no_conversation_at_any_address(visitor: Visitor, cast: Cast, who: str) -> None:
    conversation_id = await converse(cast.borrower, cast.lender, writing=said("密谈"))
    actor = getattr(cast, who)
    await sign_in(visitor, actor, "institution" if who == "institution" else "enterprise")
    page = await visitor.open(_LIST)
    assert "还没有会话" in page.text
    await visitor.open(f"{_LIST}/{conversation_id}", expect=404)
    await visitor.open(f"{_LIST}/new?to={cast.lender.organization_id}", expect=404)
    for part in ("message-thread", "message-form"):
        assert (await visitor.fragment(f"/partials/conversations/{conversation_id}/{part}")).status_code == 404
    await visitor.open(_LIST)
    token = visitor.now.one("//form[@action='/logout']//input[@name='_csrf_token']").get("value")
    for path in (_LIST, f"{_LIST}/{conversation_id}/messages"):
        sent = {"_csrf_token": token, "body": "让我看看", "to": str(cast.lender.organization_id)}
        assert (await visitor.raw("POST", path, data=sent)).status_code == 404
    assert await _count() == 1


@pytest.mark.parametrize(
    "query",
    ["", "?to=", "?to=abc", "?to=99999999999999999999", "?to={to}&about=loan_request", "?to={to}&about=nothing&id=1",
     "?to={to}&about=application&id=x", "?to={to}&about=application&id=999", "?to={own}"],
)  # fmt: skip
async def test_an_address_of_nobody_or_nothing_is_not_found(plain: Visitor, cast: Cast, query: str) -> None:
    await sign_in(plain, cast.borrower)
    asked = query.format(to=cast.partner.organization_id, own=cast.borrower.organization_id)
    await plain.open(f"{_LIST}/new{asked}", expect=404)


async def test_kept_apart_they_read_and_do_not_write(visitor: Visitor, cast: Cast) -> None:
    conversation_id = await converse(cast.lender, cast.borrower, writing=said("您好"))
    await sign_in(visitor, cast.borrower)
    await visitor.open(f"{_LIST}/{conversation_id}")
    await block(cast.lender, cast.borrower)
    page = await visitor.press("发送", {"body": "还在吗"}, expect=422)
    assert page.errors() == ["贵单位与对方暂时不能互发消息，以往的消息仍可查看。"]
    assert page.one("//textarea[@name='body']").text.strip() == "还在吗"
    page = await visitor.open(f"{_LIST}/{conversation_id}")
    assert "暂时不能互发消息" in page.text
    assert not page.tree.xpath("//textarea")
    assert _texts(visitor) == ["您好"]
    about = f"{_LIST}/new?to={cast.lender.organization_id}&about=loan_offer&id={await make_offer(cast.lender)}"
    # Who keeps somebody away shows it no posting any more either.
    await visitor.open(about, expect=404)


async def test_who_waits_for_verification_reads_and_does_not_write(visitor: Visitor, cast: Cast) -> None:
    conversation_id = await converse(cast.lender, cast.borrower, writing=said("您好"))
    await sign_in(visitor, cast.borrower)
    await visitor.open(f"{_LIST}/{conversation_id}")
    await db.execute("UPDATE organization SET status = 'returned' WHERE id = $1", cast.borrower.organization_id)
    answer = await visitor.raw_press("发送", {"body": "还在吗"})
    assert answer.status_code == 403
    page = await visitor.open(f"{_LIST}/{conversation_id}")
    assert "认证通过后即可发送" in page.text
    assert not page.tree.xpath("//textarea")
    assert await _count() == 1


async def test_admins_have_no_conversations(plain: Visitor, cast: Cast) -> None:
    conversation_id = await converse(cast.lender, cast.borrower)
    await plain.open("/admin/login")
    await plain.press("登录", {"email": cast.admin.email, "password": PASSWORD})
    for path in (_LIST, f"{_LIST}/{conversation_id}", f"{_LIST}/new?to={cast.lender.organization_id}"):
        await plain.open(path, expect=403)


async def test_a_session_that_ended_is_told_and_nothing_is_sent(visitor: Visitor, cast: Cast) -> None:
    conversation_id = await converse(cast.lender, cast.borrower)
    await sign_in(visitor, cast.borrower)
    await visitor.open(f"{_LIST}/{conversation_id}")
    await db.execute("UPDATE member SET session_epoch = session_epoch + 1")
    page = await visitor.press("发送", {"body": "您好"}, expect=401)
    assert "登录已过期" in page.text
    assert await _count() == 1


@pytest.mark.parametrize("where", ["list", "detail"])
async def test_the_chat_icon_of_an_application_opens_its_conversation(visitor: Visitor, cast: Cast, where: str) -> None:
    application_id = await make_deal(cast.borrower, cast.lender)
    await sign_in(visitor, cast.borrower)
    if where == "list":
        page = await visitor.open("/lending/applications")
        page = await visitor.open(page.one("//tbody//a[starts-with(@aria-label, '联系')]").get("href"))
    else:
        await visitor.open(f"/lending/applications/{application_id}")
        page = await visitor.follow("联系对方")
    assert "关于：广州市精密零件扩产项目借款120,000元" in page.text
    await visitor.press("发送", {"body": "合同什么时候签？"})
    assert visitor.now.link("广州市精密零件扩产项目借款120,000元") == f"/lending/applications/{application_id}"


@pytest.mark.parametrize("who", ["borrower", "institution"])
async def test_the_chat_icon_of_a_match_opens_a_conversation_about_the_other_ones_posting(
    visitor: Visitor, cast: Cast, who: str
) -> None:
    request_id, offer_id = await make_match(await make_request(cast.borrower), await make_offer(cast.institution))
    own = f"/lending/requests/{request_id}" if who == "borrower" else f"/lending/offers/{offer_id}"
    await sign_in(visitor, getattr(cast, who), "enterprise" if who == "borrower" else "institution")
    page = await visitor.open(f"{own}/matches")
    other = cast.institution if who == "borrower" else cast.borrower
    await visitor.follow(f"联系{other.organization_name}")
    page = await visitor.press("发送", {"body": "想了解详情"})
    title = "闲置资金出借（5 — 10 万元）" if who == "borrower" else "广州市精密零件扩产项目借款120,000元"
    assert f"关于：{title}" in page.text
    # Another one's posting is no page of theirs.
    assert not page.tree.xpath(f"//a[text()='{title}']")


async def test_older_messages_are_reached_by_links(visitor: Visitor, cast: Cast) -> None:
    conversation_id = await converse(cast.borrower, cast.lender, writing=said("最早"))
    for number in range(MESSAGES):
        await write(cast.borrower, conversation_id, said(f"第{number}条"))
    await sign_in(visitor, cast.lender)
    page = await visitor.open(f"{_LIST}/{conversation_id}")
    assert (_texts(visitor)[0], _texts(visitor)[-1], await unread_of(cast.lender)) == ("第0条", "第29条", 0)
    page = await visitor.follow("更早的消息")
    assert _texts(visitor) == ["最早"]
    assert not page.one("//*[@id='message-thread']").get("data-poll")
    # Somebody who writes from there sees what he wrote.
    await visitor.press("发送", {"body": "收到"})
    assert _texts(visitor)[-1] == "收到"
    await visitor.open(f"{_LIST}/{conversation_id}?before=1&after=x")
    page = await visitor.follow("回到最新的消息")
    assert page.path == f"{_LIST}/{conversation_id}"


async def test_the_list_is_filtered_and_searched_by_its_address(visitor: Visitor, cast: Cast) -> None:
    await converse(cast.lender, cast.borrower, writing=said("远航的消息"))
    read = await converse(cast.partner, cast.borrower, writing=said("恒信的消息"))
    await sign_in(visitor, cast.borrower)
    await visitor.open(f"{_LIST}/{read}")
    page = await visitor.open(_LIST)
    assert ("远航的消息" in page.text, "恒信的消息" in page.text) == (True, True)
    page = await visitor.open(f"{_LIST}?show=unread")
    assert ("远航的消息" in page.text, "恒信的消息" in page.text) == (True, False)
    page = await visitor.open(_LIST)
    page = await visitor.press("查找", {"q": "恒信"})
    assert ("远航的消息" in page.text, "恒信的消息" in page.text) == (False, True)
    for query in ("?q=恒信&show=unread", "?q=%25", "?q=%00没有"):
        assert "没有找到会话" in (await visitor.open(_LIST + query)).text


async def test_what_was_written_is_text_and_nothing_else(plain: Visitor, cast: Cast) -> None:
    evil = "<script>/**/</script> https://钓鱼.example & {{ 7*7 }}"
    conversation_id = await converse(cast.lender, cast.borrower, writing=said(evil))
    await sign_in(plain, cast.borrower)
    await plain.open(f"{_LIST}/{conversation_id}")
    assert _texts(plain) == [evil]
    assert not plain.now.one("//*[@id='message-thread']").xpath(".//script | .//a")
    assert html.escape(evil[:8]) in (await plain.raw("GET", _LIST)).text
