"""Paragraphs that contracts have in common; rows are those of domain.md section 3. A change here changes every VERSION."""

from datetime import date

from zczr.domain.contracts.party import Party
from zczr.domain.contracts.prose import PLATFORM, Paragraphs, paragraph
from zczr.domain.contracts.values import date_text


def confidentiality(*, kept_from: str) -> Paragraphs:  # rows 40 and 43
    """What both sides keep secret, and how long they keep the papers; `kept_from` says from when."""
    return (
        paragraph(
            "双方对因本合同知悉的商业秘密和联系人个人信息负有保密义务，仅为订立和履行本合同使用；法律规定应当提供或者保存的除外。"
            f"本合同及履行记录自{kept_from}之日起至少保存十年。"
        ),
    )


def service(first: Party, second: Party) -> Paragraphs:
    """Where notices and legal papers reach both sides."""
    return (
        paragraph("甲方送达地址：{address}，电子邮箱：{email}。", address=first.address, email=first.email),
        paragraph("乙方送达地址：{address}，电子邮箱：{email}。", address=second.address, email=second.email),
        paragraph(
            "上述地址和邮箱适用于履行、诉讼和执行阶段的通知与法律文书送达；变更的，应当在三个工作日内书面通知对方，"
            "未通知的，按原地址发出即视为送达。"
        ),
    )


def platform(*, money: str) -> Paragraphs:  # row 11
    """What the platform is, and is not; `money` is what it never holds."""
    return (
        paragraph(
            f"{PLATFORM}仅为双方提供信息发布、匹配和合同留存等信息中介服务，不是本合同当事人，也不是保证人，不为任何一方的债务"
            f"提供任何形式的保证，不对收益或者还款作出承诺，不收取、不划转、不保管{money}。"
        ),
    )


def electronic_evidence(filed_on: date | None) -> Paragraphs:  # rows 34 and 35
    """When the contract forms, and what is kept as evidence."""
    return (
        paragraph(
            f"双方约定以{PLATFORM}的合同确认书为合同成立的形式：一方提交合同确认，另一方核对并确认时，本合同成立。"
            "提交日期为{filed}。",
            filed=date_text(filed_on),
        ),
        paragraph(
            "平台对合同条款的规范文本计算并保存哈希值（SHA-256），连同确认人、身份、时间、网络地址和前一次提交的哈希值一并留存，"
            "双方可以随时调取查用。"
        ),
        paragraph(
            "未使用依法设立的电子认证服务机构签发的证书的，上述记录作为数据电文证据使用，不当然构成法律规定的可靠的电子签名。"
        ),
    )


def disputes(court: str | None) -> Paragraphs:
    """Talk first, then a court."""
    return (
        paragraph("因本合同发生的争议，双方应当先行协商；协商不成的，任何一方可以向{court}提起诉讼。", court=court),
    )


def supplement(text: str) -> Paragraphs:
    """What the parties added, if anything."""
    return (paragraph("补充约定：{supplement}", supplement=text),) if text else ()


def filling_in() -> Paragraphs:
    """Blanks are filled in, and key clauses read, before anybody signs (row 35)."""
    return (
        paragraph(
            "本合同由双方协商填写，空白处应当在签署前填写完整或者划去。标有“重点条款”的条款与双方有重大利害关系，"
            "双方确认已经阅读并理解；合同确认时由确认的一方逐项核对勾选。"
        ),
    )
