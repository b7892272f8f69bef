"""Who may do what, written out: kind, role and standing against each permission."""

from dataclasses import replace
from itertools import product

import pytest

from zczr.domain.accounts.actor import Actor, Kind, Role, Standing, Unread
from zczr.domain.permissions import Permission, may, require
from zczr.domain.refusals import NotAllowed

SOMEBODY = Actor(
    member_id=1,
    organization_id=1,
    kind=Kind.ENTERPRISE,
    role=Role.OWNER,
    standing=Standing.VERIFIED,
    name="陈志强",
    organization_name="华锐",
    email="a@b.cn",
    email_confirmed=True,
    registration_step=3,
    unread=Unread(),
)

# E enterprise, I institution, P platform · o owner, m operator (经办), r reviewer (复核) · g registering, p pending,
# v verified, t returned, s suspended.
_KINDS = {"E": Kind.ENTERPRISE, "I": Kind.INSTITUTION, "P": Kind.PLATFORM}
_ROLES = {"o": Role.OWNER, "m": Role.OPERATOR, "r": Role.REVIEWER}
_STANDINGS = {
    "g": Standing.REGISTERING,
    "p": Standing.PENDING,
    "v": Standing.VERIFIED,
    "t": Standing.RETURNED,
    "s": Standing.SUSPENDED,
}
TABLE = {
    Permission.SIGNED_IN: "EIP omr gpvts",
    Permission.REGISTRATION: "EI o gpvts",
    Permission.VERIFICATION_REVIEW: "P omr gpvts",
    Permission.MESSAGES_READ: "EIP omr pvt",
    Permission.WORK_READ: "EIP omr pvt",
    Permission.FILE_READ: "EIP omr gpvt",
    Permission.REQUEST_READ: "E omr pvt",
    Permission.REQUEST_WRITE: "E om pvt",
    Permission.REQUEST_PUBLISH: "E om v",
    Permission.OFFER_READ: "EI omr pvt",
    Permission.OFFER_WRITE: "EI om pvt",
    Permission.OFFER_PUBLISH: "EI om v",
    Permission.CLAIM_READ: "EI omr pvt",
    Permission.CLAIM_WRITE: "EI om pvt",
    Permission.CLAIM_PUBLISH: "EI om v",
    Permission.CRITERIA_READ: "EI omr pvt",
    Permission.CRITERIA_WRITE: "EI om pvt",
    Permission.CRITERIA_PUBLISH: "EI om v",
    Permission.MARKET_READ: "EI omr v",
    Permission.APPLICATION_READ: "EI omr pvt",
    Permission.APPLICATION_APPLY: "EI om v",
    Permission.APPLICATION_DECIDE: "EI or v",
    Permission.CONTRACT_FILE: "EI om v",
    Permission.CONTRACT_ANSWER: "EI or v",
    Permission.PARTNERS_READ: "EI omr pvt",
    Permission.PARTNERS_WRITE: "EI om v",
    Permission.CONVERSATION_READ: "EI omr pvt",
    Permission.CONVERSATION_WRITE: "EI omr v",
    Permission.FEED_READ: "EI omr pvt",
    Permission.REPORT_WRITE: "EI omr v",
    Permission.REPORT_REVIEW: "P omr gpvts",
    Permission.NEWS_READ: "EIP omr pvt",
    Permission.NEWS_WRITE: "P omr gpvts",
}


def test_every_permission_but_public_stands_in_the_table() -> None:
    assert set(TABLE) == set(Permission) - {Permission.PUBLIC}


@pytest.mark.parametrize("permission", TABLE, ids=str)
def test_a_permission_belongs_to_the_kinds_roles_and_standings_of_its_line(permission: Permission) -> None:
    kinds, roles, standings = TABLE[permission].split()
    allowed = set(
        product((_KINDS[sign] for sign in kinds), (_ROLES[sign] for sign in roles), (_STANDINGS[s] for s in standings))
    )
    for kind, role, standing in product(Kind, Role, Standing):
        actor = replace(SOMEBODY, kind=kind, role=role, standing=standing)
        assert may(actor, permission) is ((kind, role, standing) in allowed), (kind, role, standing)
        if may(actor, permission):
            require(actor, permission)
        else:
            with pytest.raises(NotAllowed):
                require(actor, permission)


@pytest.mark.parametrize(
    ("standing", "says"),
    [
        (Standing.PENDING, "正在审核"),
        (Standing.RETURNED, "被退回"),
        (Standing.SUSPENDED, "联系平台"),
        (Standing.REGISTERING, "注册尚未完成"),
    ],
)
def test_who_is_not_verified_hears_what_is_missing(standing: Standing, says: str) -> None:
    with pytest.raises(NotAllowed, match=says):
        require(replace(SOMEBODY, standing=standing), Permission.REQUEST_PUBLISH)


def test_who_has_the_wrong_role_is_sent_to_its_own_admin() -> None:
    with pytest.raises(NotAllowed, match="联系贵单位的管理员"):
        require(replace(SOMEBODY, role=Role.REVIEWER), Permission.REQUEST_PUBLISH)
