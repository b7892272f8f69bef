"""Loan contract cases that the tests of wording and documents share."""

from datetime import date
from decimal import Decimal

from zczr.domain.contracts.loan.facts import LoanContractFacts, Registry, RepaymentMethod
from zczr.domain.contracts.party import Party
from zczr.domain.matching.loan.facts import SecurityMode

LENDER = Party(
    name="广州市远航供应链有限公司",
    uscc="91440113MA59H4N710",
    address="广东省广州市番禺区大龙街道工业大道 102 号",
    legal_representative="林国华",
    signatory="林绮雯",
    signatory_role="授权代表",
    phone="020-80000104",
    email="linqiwen@yuanhang.example.com",
)
BORROWER = Party(
    name="广州市华锐精密科技有限公司",
    uscc="91440112MA5D7K2R45",
    address="广东省广州市黄埔区云埔街道科技路 18 号",
    legal_representative="陈志明",
    signatory="陈志明",
    signatory_role="法定代表人",
    phone="020-80000101",
    email="chenzhiming@huarui.example.com",
)
FULL = LoanContractFacts(
    lender=LENDER,
    borrower=BORROWER,
    number="ZCZR-2026-000123",
    purpose="采购原材料或货物",
    principal=Decimal(100_000),
    rate=Decimal("0.05"),
    lpr=Decimal("0.03"),
    lpr_on=date(2025, 5, 20),
    starts_on=date(2026, 12, 1),
    ends_on=date(2027, 3, 1),
    repayment_method=RepaymentMethod.EQUAL_INSTALLMENT,
    other_charges=Decimal(0),
    default_rate=Decimal("0.075"),
    security_modes=(SecurityMode.MORTGAGE, SecurityMode.GUARANTEE),
    security="数控车床两台，市值 20 万元",
    registry=Registry.MOVABLES,
    court="被告住所地有管辖权的人民法院",
    signed_on=date(2026, 11, 23),
    filed_on=date(2026, 11, 24),
    final=True,
)
EMPTY = LoanContractFacts(lender=Party(), borrower=Party(), security_modes=(SecurityMode.MORTGAGE,))
