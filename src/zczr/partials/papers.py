"""Papers by the slot of the form they were sent in, as they are shown to the other side."""

from collections.abc import Mapping, Sequence

from zczr.domain.files.queries import StoredFile
from zczr.web.pieces import Paper

_SLOT_LABELS: Mapping[str, str] = {
    "business_licence": "企业营业执照等证照",
    "asset_proof": "企业名下资产证明",
    "sales_contracts": "近半年已签订的购销合同及提货单",
    "tax_receipts": "近半年税务单",
    "audit_reports": "财务报表与审计报告",
    "funds_proof": "资金来源证明",
    "evidence": "债权相关合同以及证据证明",
}


def slot_label(slot: str) -> str:
    """What the papers of a slot are called."""
    return _SLOT_LABELS.get(slot, "其他材料")


def by_slot(files: Sequence[StoredFile]) -> tuple[Paper, ...]:
    """Files by slot, in the order in which the slots were filled."""
    slots = dict.fromkeys(file.slot for file in files)
    return tuple(Paper(slot_label(slot), tuple(file for file in files if file.slot == slot)) for slot in slots)
