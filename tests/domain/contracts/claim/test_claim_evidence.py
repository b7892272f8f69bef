"""The canonical terms of a claim's sale, and their hash."""

import hashlib
import json
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import pytest

from domain.contracts.claim.claim_contract_cases import EMPTY, FULL
from zczr.domain.claims.kinds import ClaimKind, DebtorState, Recourse
from zczr.domain.contracts.claim.evidence import canonical_terms
from zczr.domain.contracts.claim.facts import Notifier
from zczr.domain.contracts.party import Party

OTHER = {
    "seller": Party(name="另一家有限公司"),
    "buyer": Party(name="另一家有限公司"),
    "debtor": Party(name="另一家有限公司"),
    "number": "X-2",
    "kind": ClaimKind.RENT,
    "underlying_contract": "CG-1",
    "invoices": (),
    "face_amount": Decimal("590000.01"),
    "whole_amount": Decimal("600000"),
    "starts_on": date(2026, 8, 16),
    "due_on": date(2027, 7, 30),
    "debtor_state": DebtorState.NOTIFIED,
    "confirmed_through": "登录平台确认",
    "assignment_barred": True,
    "accessory_rights": "无",
    "price": Decimal("500000.51"),
    "pays_on": date(2026, 12, 6),
    "transferred_on": date(2026, 12, 2),
    "recourse": Recourse.WITH,
    "buyer_licence": "粤金保理字第 0012 号",
    "lpr": Decimal("0.031"),
    "lpr_on": date(2025, 5, 21),
    "notifier": Notifier.BUYER,
    "notify_by": date(2026, 12, 9),
    "payee_account": "另一个账号",
    "court": "广州市黄埔区人民法院",
    "supplement": "按月对账。",
    "signed_on": date(2026, 11, 22),
    "approved_on": date(2026, 11, 19),
    "filed_on": date(2026, 11, 25),
}


def test_the_hash_is_the_sha256_of_canonical_json() -> None:
    for case in (FULL, EMPTY):
        terms = canonical_terms(case)
        assert terms.sha256 == hashlib.sha256(terms.text.encode()).hexdigest()
        again = json.dumps(json.loads(terms.text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert terms.text == again
    assert json.loads(canonical_terms(FULL).text)["contract"] == "债权转让合同"


@pytest.mark.parametrize("name", OTHER)
def test_any_changed_term_changes_the_hash(name: str) -> None:
    assert canonical_terms(replace(FULL, **{name: OTHER[name]})).sha256 != canonical_terms(FULL).sha256


def test_every_term_is_hashed_but_how_the_contract_is_shown() -> None:
    assert set(json.loads(canonical_terms(FULL).text)["terms"]) == set(OTHER)
    assert {field.name for field in fields(FULL)} - set(OTHER) == {"final"}


def test_the_same_terms_written_differently_hash_alike() -> None:
    same = replace(FULL, face_amount=Decimal("590000.00"), lpr=Decimal("0.030000"), final=False)
    assert canonical_terms(same) == canonical_terms(FULL)


def test_filings_form_a_chain() -> None:
    first = canonical_terms(FULL, scan_sha256="a" * 64)
    second = canonical_terms(FULL, scan_sha256="a" * 64, previous_sha256=first.sha256)
    assert first.sha256 in second.text
    assert len({first.sha256, second.sha256, canonical_terms(FULL, scan_sha256="b" * 64).sha256}) == 3
