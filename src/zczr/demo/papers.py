"""Papers of the demo: small real PDF and PNG files that look like what they stand for, each marked 演示文件."""

import hashlib
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

from zczr.demo.facts import Organization
from zczr.domain.files import store
from zczr.domain.money import wan_text
from zczr.domain.reference import regions
from zczr.domain.reference.labels import INSTITUTION_TYPES
from zczr.paths import TEMPLATES

_TEMPLATE = str(TEMPLATES / "documents" / "demo_paper.typ")
_PICTURE_PPI = 96
_FONTS = str(Path(pylopdf_fonts_zh_cn.__file__).parent)


@dataclass(frozen=True, slots=True)
class Paper:
    """What a file is called and what it holds."""

    file_name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The hash of the content, in hex."""
        return hashlib.sha256(self.content).hexdigest()


def lay_down(paper: Paper) -> str:
    """Put a copy into the store; its key. Without fsync: a demo may be seeded again. Blocking: call in a thread."""
    key = uuid.uuid4().hex
    path = store.path_of(key)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_bytes(paper.content)
    return key


def qualification_papers(firm: Organization) -> dict[str, Paper]:
    """What a firm sent in at its registration, by slot. Blocking: some tens of milliseconds."""
    papers = {"business_licence": _licence(firm), "account_permit": _permit(firm)}
    if firm.licence_number:
        papers["certification"] = _financial_licence(firm)
    return papers


def request_papers() -> dict[str, Paper]:
    """What requests come with, by slot of the form; the same for everybody, so it names nobody."""
    return {
        "asset_proof": _paper(
            "企业名下资产证明.pdf",
            title="企业名下资产清单",
            number="评估基准日：上季度末",
            rows=(("资产名称", "数控加工设备及生产线"), ("权属", "申请企业，权属清晰"), ("评估方法", "成本法"),
                  ("是否已抵押", "否"), ("登记证明", "附设备购置发票及登记证明")),
            lines=("兹证明上列资产为申请企业所有，未设立抵押、质押或其他权利负担。",),
            seal="资产评估专用章",
        ),
        "sales_contracts": _paper(
            "购销合同及提货单.pdf",
            title="购销合同（节选）及提货单",
            number="近半年签订，共三份",
            rows=(("供方", "申请企业"), ("需方", "长期合作客户"), ("标的", "按订单约定的产品"),
                  ("交货", "合同生效后三十日内分批交货"), ("付款", "交货后六十日内以银行转账付清"), ("提货单", "随货同行，需方签收")),
            lines=("供需双方确认：货物数量、规格以提货单签收为准；逾期付款按合同约定承担违约责任。",),
            seal="合同专用章",
        ),
        "tax_receipts": _paper(
            "近半年税务单.pdf",
            title="纳税申报及完税情况",
            number="近六个月",
            rows=(("税种", "增值税、企业所得税"), ("申报情况", "按期申报"), ("完税情况", "已足额缴纳"), ("欠税", "无")),
            lines=("申请企业近六个月按期申报并缴纳税款，无欠税记录。",),
            seal="纳税申报专用章",
        ),
        "audit_reports": _paper(
            "年度审计报告.pdf",
            title="年度财务报表审计报告（摘要）",
            number="上一会计年度",
            rows=(("审计意见", "无保留意见"), ("报表范围", "资产负债表、利润表、现金流量表"), ("会计准则", "小企业会计准则")),
            lines=("我们认为，财务报表在所有重大方面按照小企业会计准则的规定编制，公允反映了企业的财务状况和经营成果。",),
            seal="会计师事务所",
        ),
    }  # fmt: skip


def _licence(firm: Organization) -> Paper:
    return _paper(
        "法人单位执照.png",
        title="营业执照",
        number=f"统一社会信用代码　{firm.uscc}",
        rows=(
            ("名　　称", firm.name),
            ("类　　型", "有限责任公司"),
            ("法定代表人", firm.legal_representative),
            ("注册资本", f"人民币 {wan_text(firm.registered_capital)} 万元"),
            ("成立日期", firm.established_on.isoformat()),
            ("住　　所", f"{regions.full_name(firm.district_code)}{firm.address}"),
            ("经营范围", firm.main_business),
        ),
        seal="登记机关",
        day=firm.established_on,
        frame=True,
    )


def _permit(firm: Organization) -> Paper:
    return _paper(
        "银行开户许可证.pdf",
        title="开户许可证",
        number=f"核准号　J{firm.district_code}{firm.uscc[-8:]}",
        rows=(("存款人", firm.name), ("法定代表人", firm.legal_representative), ("账户性质", "基本存款账户")),
        lines=("经审核，该存款人符合开户条件，准予开立基本存款账户。",),
        seal="开户银行",
        day=firm.established_on,
    )


def _financial_licence(firm: Organization) -> Paper:
    return _paper(
        "金融业务许可证.png",
        title="金融业务许可证",
        number=f"许可证编号　{firm.licence_number}",
        rows=(
            ("机构名称", firm.name),
            ("机构类型", INSTITUTION_TYPES[firm.institution_type]),
            ("业务范围", firm.main_business),
        ),
        seal="监督管理部门",
        day=firm.established_on,
        frame=True,
    )


def _paper(
    file_name: str,
    *,
    title: str,
    number: str,
    rows: Iterable[tuple[str, str]],
    seal: str,
    lines: Iterable[str] = (),
    day: date | None = None,
    frame: bool = False,
) -> Paper:
    data = {
        "title": title,
        "number": number,
        "rows": list(rows),
        "lines": list(lines),
        "seal": seal,
        "day": day.isoformat() if day else "",
        "frame": frame,
    }
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    # Framed papers hang on a wall: they come as pictures, as people send them.
    content = _compiler().compile(
        format="png" if frame else "pdf", ppi=_PICTURE_PPI if frame else None, sys_inputs=inputs
    )
    assert isinstance(content, bytes), "a paper has one page"
    return Paper(file_name, "image/png" if frame else "application/pdf", content)


@cache
def _compiler() -> typst.Compiler:
    # One for all papers: it reads template and fonts once.
    return typst.Compiler(_TEMPLATE, font_paths=[_FONTS], ignore_system_fonts=True)
