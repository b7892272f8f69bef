"""Cases of a claim's sale that the tests of wording and documents share."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from domain.contracts.loan.contract_cases import BORROWER as SELLER
from domain.contracts.loan.contract_cases import LENDER as BUYER
from zczr.domain.claims.kinds import ClaimKind, DebtorState, Recourse
from zczr.domain.contracts.claim.facts import ClaimContractFacts, Notifier
from zczr.domain.contracts.party import Party

DEBTOR = Party(name="广东启航重工股份有限公司", uscc="91440101MA5CY77X2R")
FULL = ClaimContractFacts(
    seller=SELLER,
    buyer=BUYER,
    debtor=DEBTOR,
    number="ZCZR-2026-000456",
    kind=ClaimKind.RECEIVABLE,
    underlying_contract="CG-2026-0815",
    invoices=("04400226130-1182", "04400226130-1183"),
    face_amount=Decimal(590_000),
    starts_on=date(2026, 8, 15),
    due_on=date(2027, 7, 29),
    debtor_state=DebtorState.CONFIRMED,
    confirmed_through="经链接（邮箱 caiwu@qihang.example.com）确认，该邮箱的归属未经平台核实",
    accessory_rights="广东启航重工股份有限公司母公司的连带责任保证",
    price=Decimal("500000.50"),
    pays_on=date(2026, 12, 5),
    transferred_on=date(2026, 12, 1),
    approved_on=date(2026, 11, 20),
    recourse=Recourse.WITHOUT,
    lpr=Decimal("0.03"),
    lpr_on=date(2025, 5, 20),
    notifier=Notifier.SELLER,
    notify_by=date(2026, 12, 8),
    payee_account="中国工商银行广州番禺支行 3602 0280 0920 1234 567",
    court="被告住所地有管辖权的人民法院",
    signed_on=date(2026, 11, 23),
    filed_on=date(2026, 11, 24),
    final=True,
)
SLICE = replace(FULL, face_amount=Decimal(200_000), whole_amount=Decimal(590_000), price=Decimal(170_000))
WITH_RECOURSE = replace(FULL, recourse=Recourse.WITH, price=Decimal(560_000))
LICENSED = replace(WITH_RECOURSE, buyer_licence="粤金保理字第 0012 号")
EMPTY = ClaimContractFacts(seller=Party(), buyer=Party(), debtor=Party())
"""Nothing is known yet."""
