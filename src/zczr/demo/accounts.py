"""The accounts of the demo, as the README lists them and `serve` prints them."""

from dataclasses import dataclass

from zczr.demo import cast, institutions
from zczr.demo.facts import Organization

PASSWORD = "Zczr-2026"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody to log in as."""

    part: str
    organization: str
    door: str
    email: str


def _account(part: str, firm: Organization, door: str, number: int = 0) -> Account:
    return Account(part, firm.name, door, firm.people[number].email)


_borrower, _partner, _stranger, _lender = cast.ENTERPRISES
_microlender = institutions.INSTITUTIONS[0]
_ENTERPRISE, _INSTITUTION, _ADMIN = "/login", "/login/institution", "/admin/login"

ACCOUNTS = (
    _account("借款企业（管理员）", _borrower, _ENTERPRISE),
    _account("借款企业（经办）", _borrower, _ENTERPRISE, 1),
    _account("它的合作伙伴", _partner, _ENTERPRISE),
    _account("陌生企业", _stranger, _ENTERPRISE),
    _account("出借企业", _lender, _ENTERPRISE),
    _account("小额贷款公司（管理员）", _microlender, _INSTITUTION),
    _account("小额贷款公司（复核）", _microlender, _INSTITUTION, 1),
    _account("平台管理员", institutions.PLATFORM_OPERATOR, _ADMIN),
)


def shown_accounts(site: str) -> str:
    """A table for the terminal: who, where to log in, with which address; the password is the same for all."""
    width = max(_columns(account.part) for account in ACCOUNTS)
    doors = max(len(site + account.door) for account in ACCOUNTS)
    lines = [f"演示账户（密码都是 {PASSWORD}）："]
    for account in ACCOUNTS:
        part = account.part + " " * (width - _columns(account.part))
        lines.append(f"  {part}  {site + account.door:<{doors}}  {account.email}")
    return "\n".join(lines)


def _columns(text: str) -> int:
    """How many columns a terminal gives it: two for a Chinese character."""
    return sum(1 if sign.isascii() else 2 for sign in text)
