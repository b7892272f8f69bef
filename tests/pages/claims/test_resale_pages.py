"""再次出售 from the application by which a claim was bought."""

from datetime import timedelta

from cast import Cast
from claim_cases import make_transfer
from lending_cases import sign_in
from visitor import Visitor, upload
from zczr import db
from zczr.domain import clock


async def test_a_buyer_sells_again_what_it_has_bought(visitor: Visitor, cast: Cast) -> None:
    application_id = await make_transfer(cast.borrower, cast.lender)
    page = f"/claims/applications/{application_id}"
    await sign_in(visitor, cast.lender)
    assert "起可以再次出售" in (await visitor.open(page)).text
    clock.travel(timedelta(days=15))
    await sign_in(visitor, cast.lender)
    await visitor.open(page)
    await visitor.follow("再次出售")
    typed = {"asking_price": "550,000", "origin": "在平台受让。", "debtor_situation": "经营正常。"}
    papers = {"evidence": [upload("转让合同.pdf")]}
    await visitor.press("直接提交", {**typed, "face_amount": "58万"}, files=papers, expect=422)
    assert "须与受让时一致" in visitor.now.text
    await visitor.press("直接提交", {"face_amount": "59万"})
    assert visitor.now.title == "匹配结果"
    assert await db.fetch_value("SELECT generation FROM claim WHERE resale_of IS NOT NULL") == 1
    await visitor.open(page)
    assert "再次出售，或正在出售" in visitor.now.text


async def test_it_is_nobody_elses_to_sell(plain: Visitor, cast: Cast) -> None:
    application_id = await make_transfer(cast.borrower, cast.lender)
    transfer_id = await db.fetch_value("SELECT id FROM claim_transfer")
    await sign_in(plain, cast.borrower)
    assert "再次出售" not in (await plain.open(f"/claims/applications/{application_id}")).text
    await plain.open(f"/claims/sales/new?resale={transfer_id}", expect=404)
