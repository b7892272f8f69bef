"""The canonical terms and their hash."""

import hashlib
import json
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import pytest

from domain.contracts.loan.contract_cases import EMPTY, FULL
from zczr.domain.contracts.loan.evidence import canonical_terms
from zczr.domain.contracts.loan.facts import Guarantor, Registry, RepaymentMethod
from zczr.domain.contracts.party import Party
from zczr.domain.risk.kinds import GuaranteeMode

OTHER = {
    "lender": Party(name="另一家有限公司"),
    "borrower": Party(name="另一家有限公司"),
    "number": "X-2",
    "purpose": "购置设备",
    "principal": Decimal("100000.01"),
    "rate": Decimal("0.051"),
    "lpr": Decimal("0.031"),
    "lpr_on": date(2025, 5, 21),
    "starts_on": date(2026, 12, 2),
    "ends_on": date(2027, 3, 2),
    "repayment_method": RepaymentMethod.BULLET,
    "other_charges": Decimal(1),
    "other_charges_note": "登记费",
    "default_rate": Decimal("0.076"),
    "security_modes": (),
    "security": "厂房一处",
    "registry": Registry.REAL_ESTATE,
    "own_collateral_first": False,
    "guarantors": (Guarantor(Party(name="保证公司"), GuaranteeMode.JOINT),),
    "court": "广州市黄埔区人民法院",
    "supplement": "按月对账。",
    "signed_on": date(2026, 11, 22),
    "filed_on": date(2026, 11, 25),
    "lender_licence": "粤440100XD0016",
}


def test_the_hash_is_the_sha256_of_the_text() -> None:
    terms = canonical_terms(FULL)
    assert terms.sha256 == hashlib.sha256(terms.text.encode()).hexdigest()
    assert json.loads(terms.text)["terms"]["principal"] == "100000"


@pytest.mark.parametrize("name", OTHER)
def test_any_changed_term_changes_the_hash(name: str) -> None:
    assert canonical_terms(replace(FULL, **{name: OTHER[name]})).sha256 != canonical_terms(FULL).sha256


def test_every_term_is_hashed_but_how_the_contract_is_shown() -> None:
    assert set(json.loads(canonical_terms(FULL).text)["terms"]) == {*OTHER, "interest_free"}
    assert {field.name for field in fields(FULL)} - {*OTHER, "interest_free"} == {"final"}


def test_the_same_terms_written_differently_hash_alike() -> None:
    same = replace(FULL, principal=Decimal("100000.00"), rate=Decimal("0.050000"), final=False)
    assert canonical_terms(same) == canonical_terms(FULL)


def test_filings_form_a_chain() -> None:
    first = canonical_terms(FULL, scan_sha256="a" * 64)
    second = canonical_terms(FULL, scan_sha256="a" * 64, previous_sha256=first.sha256)
    assert first.sha256 in second.text
    assert len({first.sha256, second.sha256, canonical_terms(FULL, scan_sha256="b" * 64).sha256}) == 3


def test_the_text_is_canonical_json() -> None:
    text = canonical_terms(EMPTY).text
    assert text == json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
