"""Who may do what: one table from permission to the kinds, roles and standing it asks for."""

from dataclasses import dataclass
from enum import StrEnum

from zczr.domain.accounts.actor import Actor, Kind, Role, Standing
from zczr.domain.refusals import NotAllowed


class Permission(StrEnum):
    """`area:resource:action`; every route declares one, or PUBLIC."""

    PUBLIC = "public"
    SIGNED_IN = "accounts:session:use"
    REGISTRATION = "accounts:registration:write"
    VERIFICATION_REVIEW = "accounts:verification:review"
    MESSAGES_READ = "messages:inbox:read"
    WORK_READ = "work:home:read"
    FILE_READ = "files:upload:read"
    REQUEST_READ = "lending:request:read"
    REQUEST_WRITE = "lending:request:write"
    REQUEST_PUBLISH = "lending:request:publish"
    OFFER_READ = "lending:offer:read"
    OFFER_WRITE = "lending:offer:write"
    OFFER_PUBLISH = "lending:offer:publish"
    CLAIM_READ = "claims:sale:read"
    CLAIM_WRITE = "claims:sale:write"
    CLAIM_PUBLISH = "claims:sale:publish"
    CRITERIA_READ = "claims:criteria:read"
    CRITERIA_WRITE = "claims:criteria:write"
    CRITERIA_PUBLISH = "claims:criteria:publish"
    MARKET_READ = "claims:market:read"
    APPLICATION_READ = "applications:application:read"
    APPLICATION_APPLY = "applications:application:apply"
    APPLICATION_DECIDE = "applications:application:decide"
    CONTRACT_FILE = "contracts:filing:file"
    CONTRACT_ANSWER = "contracts:filing:answer"
    PARTNERS_READ = "partners:network:read"
    PARTNERS_WRITE = "partners:network:write"
    CONVERSATION_READ = "conversations:conversation:read"
    CONVERSATION_WRITE = "conversations:conversation:write"
    FEED_READ = "feed:entry:read"
    REPORT_WRITE = "reports:report:write"
    REPORT_REVIEW = "reports:report:review"
    NEWS_READ = "disclosure:news:read"
    NEWS_WRITE = "disclosure:news:write"


@dataclass(frozen=True)
class _Rule:
    kinds: frozenset[Kind] = frozenset(Kind)
    roles: frozenset[Role] = frozenset(Role)
    standings: frozenset[Standing] = frozenset(Standing)


_BUSINESS = frozenset({Kind.ENTERPRISE, Kind.INSTITUTION})
_PLATFORM = frozenset({Kind.PLATFORM})
# What may be looked at and filled in before verification (product.md section 3).
_REGISTERED = frozenset({Standing.PENDING, Standing.VERIFIED, Standing.RETURNED})
_VERIFIED = frozenset({Standing.VERIFIED})
# 经办 prepares and applies, 复核 decides, the owner may do both (product.md section 1).
_MAKERS = frozenset({Role.OWNER, Role.OPERATOR})
_CHECKERS = frozenset({Role.OWNER, Role.REVIEWER})

_RULES = {
    Permission.SIGNED_IN: _Rule(),
    Permission.REGISTRATION: _Rule(kinds=_BUSINESS, roles=frozenset({Role.OWNER})),
    Permission.VERIFICATION_REVIEW: _Rule(kinds=_PLATFORM),
    Permission.MESSAGES_READ: _Rule(standings=_REGISTERED),
    Permission.WORK_READ: _Rule(standings=_REGISTERED),
    Permission.FILE_READ: _Rule(standings=frozenset(Standing) - {Standing.SUSPENDED}),
    Permission.REQUEST_READ: _Rule(kinds=frozenset({Kind.ENTERPRISE}), standings=_REGISTERED),
    Permission.REQUEST_WRITE: _Rule(kinds=frozenset({Kind.ENTERPRISE}), roles=_MAKERS, standings=_REGISTERED),
    Permission.REQUEST_PUBLISH: _Rule(kinds=frozenset({Kind.ENTERPRISE}), roles=_MAKERS, standings=_VERIFIED),
    Permission.OFFER_READ: _Rule(kinds=_BUSINESS, standings=_REGISTERED),
    Permission.OFFER_WRITE: _Rule(kinds=_BUSINESS, roles=_MAKERS, standings=_REGISTERED),
    Permission.OFFER_PUBLISH: _Rule(kinds=_BUSINESS, roles=_MAKERS, standings=_VERIFIED),
    Permission.CLAIM_READ: _Rule(kinds=_BUSINESS, standings=_REGISTERED),
    Permission.CLAIM_WRITE: _Rule(kinds=_BUSINESS, roles=_MAKERS, standings=_REGISTERED),
    Permission.CLAIM_PUBLISH: _Rule(kinds=_BUSINESS, roles=_MAKERS, standings=_VERIFIED),
    Permission.CRITERIA_READ: _Rule(kinds=_BUSINESS, standings=_REGISTERED),
    Permission.CRITERIA_WRITE: _Rule(kinds=_BUSINESS, roles=_MAKERS, standings=_REGISTERED),
    Permission.CRITERIA_PUBLISH: _Rule(kinds=_BUSINESS, roles=_MAKERS, standings=_VERIFIED),
    # Nobody outside the verified members sees a claim (domain.md section 3 row 13).
    Permission.MARKET_READ: _Rule(kinds=_BUSINESS, standings=_VERIFIED),
    Permission.APPLICATION_READ: _Rule(kinds=_BUSINESS, standings=_REGISTERED),
    Permission.APPLICATION_APPLY: _Rule(kinds=_BUSINESS, roles=_MAKERS, standings=_VERIFIED),
    Permission.APPLICATION_DECIDE: _Rule(kinds=_BUSINESS, roles=_CHECKERS, standings=_VERIFIED),
    Permission.CONTRACT_FILE: _Rule(kinds=_BUSINESS, roles=_MAKERS, standings=_VERIFIED),
    Permission.CONTRACT_ANSWER: _Rule(kinds=_BUSINESS, roles=_CHECKERS, standings=_VERIFIED),
    Permission.PARTNERS_READ: _Rule(kinds=_BUSINESS, standings=_REGISTERED),
    Permission.PARTNERS_WRITE: _Rule(kinds=_BUSINESS, roles=_MAKERS, standings=_VERIFIED),
    # Any member of either side reads and writes.
    Permission.CONVERSATION_READ: _Rule(kinds=_BUSINESS, standings=_REGISTERED),
    Permission.CONVERSATION_WRITE: _Rule(kinds=_BUSINESS, standings=_VERIFIED),
    Permission.FEED_READ: _Rule(kinds=_BUSINESS, standings=_REGISTERED),
    Permission.REPORT_WRITE: _Rule(kinds=_BUSINESS, standings=_VERIFIED),
    Permission.REPORT_REVIEW: _Rule(kinds=_PLATFORM),
    Permission.NEWS_READ: _Rule(standings=_REGISTERED),
    Permission.NEWS_WRITE: _Rule(kinds=_PLATFORM),
}

ADMINS_ONLY = frozenset(permission for permission, rule in _RULES.items() if rule.kinds == _PLATFORM)
"""What nobody but the platform's own people does: its addresses do not exist for others."""


def may(actor: Actor, permission: Permission) -> bool:
    """Whether the actor's kind, role and standing permit this."""
    rule = _RULES[permission]
    return actor.kind in rule.kinds and actor.role in rule.roles and actor.standing in rule.standings


def require(actor: Actor, permission: Permission) -> None:
    """Refuse with a sentence that says what is missing; commands call it too, because jobs and the command line use them."""
    rule = _RULES[permission]
    if may(actor, permission):
        return
    if actor.kind in rule.kinds and actor.standing not in rule.standings:
        raise NotAllowed(_STANDING_SENTENCES[actor.standing], permission=str(permission), member=actor.member_id)
    raise NotAllowed(permission=str(permission), member=actor.member_id)


_STANDING_SENTENCES = {
    Standing.REGISTERING: "注册尚未完成，请先填写完企业信息与资质资料。",
    Standing.PENDING: "贵单位的资料正在审核，认证通过后即可进行这项操作。",
    Standing.RETURNED: "贵单位的资料被退回，请按退回原因补充后重新提交，认证通过后即可进行这项操作。",
    Standing.SUSPENDED: "贵单位的账户已被暂停，请联系平台。",
    Standing.VERIFIED: "",
}
