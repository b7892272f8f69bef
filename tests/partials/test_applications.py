"""The answers to an application: alone under their own address they are what the page shows."""

import pytest

from cast import Cast
from domain.contracts.claim.claim_contract_cases import FULL as CLAIM
from domain.contracts.loan.contract_cases import FULL as LOAN
from lending_cases import sign_in
from makers import make_application
from visitor import Visitor, canonical, parse_fragment
from zczr.domain.contracts.claim import wording as claim
from zczr.domain.contracts.loan import wording as loan
from zczr.domain.contracts.prose import Clause
from zczr.partials.applications.answer_panel import ClaimConfirmForm, ConfirmForm, LoanConfirmForm


@pytest.mark.parametrize(
    ("who", "status", "offers"),
    [
        ("lender", "pending", "通过申请"),
        ("clerk", "pending", "撤回申请"),
        ("lender", "approved", "填写合同确认"),
        ("lender_checker", "approved", "由贵单位的经办人员或管理员填写"),
    ],
)
async def test_the_answers_alone_are_those_in_the_page(
    plain: Visitor, cast: Cast, who: str, status: str, offers: str
) -> None:
    application = await make_application(cast.borrower, cast.lender, status=status)
    await sign_in(plain, getattr(cast, who))
    page = await plain.open(f"/lending/applications/{application}")
    address = f"/partials/lending/applications/{application}/answer-panel"
    (alone,) = parse_fragment((await plain.fragment(address)).text)
    assert offers in "".join(alone.itertext())
    if offers:
        assert canonical(alone) == page.html_of("answer-panel")
    else:
        assert not page.tree.xpath("//*[@id='answer-panel' or contains(@class, 'with-panel')]")
    bare = await plain.raw("GET", address)
    assert (bare.status_code, bare.headers["location"]) == (303, f"/lending/applications/{application}")


async def test_a_stranger_finds_no_answers(plain: Visitor, cast: Cast) -> None:
    application = await make_application(cast.borrower, cast.lender)
    await sign_in(plain, cast.stranger)
    response = await plain.fragment(f"/partials/lending/applications/{application}/answer-panel")
    assert response.status_code == 404


@pytest.mark.parametrize(
    ("form", "clauses"),
    [(LoanConfirmForm(), loan.clauses(LOAN)), (ClaimConfirmForm(), claim.clauses(CLAIM))],
    ids=["loan", "claim"],
)
def test_every_key_clause_is_named_by_a_tick(form: ConfirmForm, clauses: tuple[Clause, ...]) -> None:
    ticks = "".join(field.label.text for field in form.ticks)
    assert [each.heading for each in clauses if each.key and each.heading not in ticks] == []
