"""Looking for organizations: who is found, in which order, and who is not there for whom; suggestions and cards."""

from dataclasses import replace

import pytest

from cast import Cast
from makers import make_member, make_organization, make_partners
from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.partners import commands, directory
from zczr.domain.partners.cards import card_of
from zczr.domain.partners.commands import Asked
from zczr.domain.partners.search import MOST_FOUND, PAGE, common_partners, search, suggestions
from zczr.domain.refusals import NotFound


async def names(actor: Actor, typed: str, *, page: int = 1) -> list[str]:
    """Who is found, in order."""
    await directory.fill()
    return [hit.name for hit in (await search(actor, typed, page=page)).hits]


async def suggested(actor: Actor) -> list[str]:
    return [hit.name for hit in await suggestions(actor) or ()]


@pytest.mark.parametrize(
    "typed",
    [
        "鼎盛",
        "鼎",
        "东莞市",
        "东莞市鼎盛电子有限公司",
        "dsdz",
        "dingsheng",
        "dongguan",
        "91441900",
        "91441900ma51qj0001",
    ],
)
async def test_a_stranger_is_found_by_name_pinyin_initials_and_code(cast: Cast, typed: str) -> None:
    found = await names(cast.borrower, typed)
    assert ("东莞市鼎盛电子有限公司" in found) is (typed != "鼎"), (
        "one sign is looked for at the beginning of names only"
    )


async def test_one_sign_finds_partners_anywhere_in_the_name(cast: Cast) -> None:
    assert await names(cast.borrower, "恒") == ["佛山市南海恒信五金制品有限公司"]


async def test_exact_comes_first_then_the_beginning_partners_their_partners_and_the_rest(cast: Cast) -> None:
    ids = {
        name: await make_organization(name=name)
        for name in ("华星", "华星电子有限公司", "广州华星有限公司", "深圳华星有限公司", "珠海华星有限公司")
    }
    await make_partners(cast.borrower.organization_id, ids["深圳华星有限公司"])
    await make_partners(cast.partner.organization_id, ids["珠海华星有限公司"])
    assert await names(cast.borrower, "华星") == [
        "华星", "华星电子有限公司", "深圳华星有限公司", "珠海华星有限公司", "广州华星有限公司",
    ]  # fmt: skip


async def test_who_has_more_common_partners_comes_before_who_has_fewer(cast: Cast) -> None:
    few, many = await make_organization(name="甲华星"), await make_organization(name="乙华星")
    for other in (cast.partner, cast.lender):
        await make_partners(other.organization_id, many)
    await make_partners(cast.partner.organization_id, few)
    await directory.fill()
    found = await search(cast.borrower, "华星", page=1)
    assert ([(hit.id, hit.common) for hit in found.hits], found.total) == ([(many, 2), (few, 1)], 2)


async def test_nobody_finds_itself_the_platform_or_who_is_not_verified(cast: Cast) -> None:
    await make_organization(name="停业华锐有限公司", status="suspended")
    assert await names(cast.borrower, "华锐") == []
    assert await names(cast.borrower, "智产智融") == []
    assert await names(cast.borrower, "新程") == []
    assert await names(cast.newcomer, "华锐") == ["广州市华锐精密科技有限公司"]


async def test_who_keeps_somebody_away_is_not_found_by_it_and_finds_it(cast: Cast) -> None:
    await commands.block(cast.borrower, cast.stranger.organization_id)
    assert await names(cast.stranger, "华锐") == []
    assert await names(cast.borrower, "鼎盛") == ["东莞市鼎盛电子有限公司"]


@pytest.mark.parametrize("typed", ["", "h", "%", "_", "'; DROP TABLE organization; --", "\x00", "没有这家"])
async def test_nothing_is_found_by_nothing(cast: Cast, typed: str) -> None:
    assert await names(cast.borrower, typed) == []


async def test_what_is_in_every_name_finds_partners_and_their_partners(cast: Cast) -> None:
    found = await names(cast.borrower, "有限公司")
    assert set(found) == {"佛山市南海恒信五金制品有限公司", "广州市远航供应链有限公司"}


async def test_a_search_comes_in_pages_and_looks_at_so_many(cast: Cast) -> None:
    await db.execute(
        """INSERT INTO organization (kind, status, name) SELECT 'enterprise', 'verified', '第' || n || '星辰企业'
           FROM generate_series(1, $1) n""",
        MOST_FOUND + 30,
    )
    first, second = await names(cast.borrower, "星辰"), await names(cast.borrower, "星辰", page=2)
    assert (len(first), len(second)) == (PAGE, PAGE)
    assert not set(first) & set(second)
    found = await search(cast.borrower, "星辰", page=1)
    assert (found.total, found.cut) == (MOST_FOUND, True)


@pytest.mark.parametrize("typed", ["xingchen", "xcqy", "星辰企业"])
async def test_whole_and_beginning_come_first_however_many_there_are(cast: Cast, typed: str) -> None:
    await db.execute(
        """INSERT INTO organization (kind, status, name) SELECT 'enterprise', 'verified', '第' || n || '星辰企业'
           FROM generate_series(1, $1) n""",
        MOST_FOUND + 30,
    )
    await make_organization(name="星辰企业集团")
    await make_organization(name="星辰企业")
    found = await names(cast.borrower, typed)
    assert set(found[:2]) == {"星辰企业", "星辰企业集团"}
    assert typed == "xingchen" or found[0] == "星辰企业"


async def test_what_is_found_whole_is_not_said_to_be_cut(cast: Cast) -> None:
    await directory.fill()
    assert not (await search(cast.borrower, "鼎盛", page=1)).cut
    assert (await search(cast.borrower, "有限公司", page=1)).cut, "others were not looked at"


async def test_a_name_verified_anew_is_found_by_its_new_name(cast: Cast) -> None:
    assert await names(cast.borrower, "鼎盛")
    await db.execute(
        "UPDATE organization SET name = '东莞市宏图电子有限公司' WHERE id = $1", cast.stranger.organization_id
    )
    await directory.enter(cast.stranger.organization_id)
    assert await names(cast.borrower, "鼎盛") == []
    assert await names(cast.borrower, "hongtu") == ["东莞市宏图电子有限公司"]


async def test_filling_the_directory_twice_finds_nothing_the_second_time(cast: Cast) -> None:
    assert await directory.fill() > 0
    assert await directory.fill() == 0


async def test_partners_partners_are_suggested_then_the_own_chain_in_the_own_city(cast: Cast) -> None:
    met = await make_organization(name="伙伴的伙伴有限公司", city_code="440300", industry_division="90")
    await make_partners(cast.partner.organization_id, met)
    await make_organization(name="上游钢材有限公司", industry_division="31")
    await make_organization(name="外地钢材有限公司", industry_division="31", city_code="440300")
    await make_organization(name="本地餐饮有限公司", industry_division="62")
    assert (await suggested(cast.borrower))[:2] == ["伙伴的伙伴有限公司", "上游钢材有限公司"]
    assert not {"外地钢材有限公司", "本地餐饮有限公司"} & set(await suggested(cast.borrower))


async def test_nobody_is_suggested_who_was_asked_refused_or_kept_away_or_where_the_switch_is_off(cast: Cast) -> None:
    for other in (cast.partner, cast.lender):
        await make_partners(other.organization_id, cast.stranger.organization_id)
    assert "东莞市鼎盛电子有限公司" in await suggested(cast.borrower)
    assert await commands.ask(cast.borrower, cast.stranger.organization_id, message="") is Asked.SENT
    assert "东莞市鼎盛电子有限公司" not in await suggested(cast.borrower)
    assert "广州市华锐精密科技有限公司" not in await suggested(cast.stranger)
    await commands.choose_suggestions(cast.borrower, wanted=False)
    await make_organization(name="上游钢材有限公司", industry_division="31")
    assert await suggestions(cast.borrower) is None
    await commands.choose_suggestions(cast.borrower, wanted=True)
    assert "上游钢材有限公司" in await suggested(cast.borrower)


async def test_contact_and_names_of_common_partners_are_for_partners(cast: Cast) -> None:
    await make_partners(cast.partner.organization_id, cast.stranger.organization_id)
    seen = await card_of(cast.borrower, cast.partner.organization_id)
    assert seen.contact is not None
    assert seen.contact.mobile == "+8613800138000"
    strange = await card_of(cast.borrower, cast.stranger.organization_id)
    assert strange.contact is None
    assert (strange.common_count, strange.common) == (1, ())
    await make_partners(cast.borrower.organization_id, cast.stranger.organization_id)
    known = await card_of(cast.borrower, cast.stranger.organization_id)
    assert [name for _, name in known.common] == ["佛山市南海恒信五金制品有限公司"]
    own = await card_of(cast.newcomer, cast.newcomer.organization_id)
    assert (own.relation.itself, own.contact is not None) == (True, True)


async def test_a_card_says_how_many_partners_and_contracts_there_are(cast: Cast) -> None:
    card = await card_of(cast.stranger, cast.borrower.organization_id)
    assert (card.partners, card.confirmed) == (2, 0)


async def test_a_card_is_there_for_nobody_who_is_kept_away_or_where_it_is_not_verified(cast: Cast) -> None:
    await commands.block(cast.borrower, cast.stranger.organization_id)
    with pytest.raises(NotFound):
        await card_of(cast.stranger, cast.borrower.organization_id)
    for other in (cast.newcomer.organization_id, cast.admin.organization_id, 10**9):
        with pytest.raises(NotFound):
            await card_of(cast.borrower, other)


async def test_common_partners_are_those_of_both(cast: Cast) -> None:
    other = await make_member(await make_organization(name="某某有限公司"))
    assert await common_partners(cast.borrower, other.organization_id) == ()
    await make_partners(other.organization_id, cast.lender.organization_id)
    assert await common_partners(cast.borrower, other.organization_id) == (
        (cast.lender.organization_id, "广州市远航供应链有限公司"),
    )
    assert await common_partners(replace(cast.borrower, organization_id=10**9), other.organization_id) == ()
