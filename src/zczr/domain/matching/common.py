"""Hard constraints that all kinds of matching share (domain.md section 5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zczr.domain.matching.parties import PairFacts, PartyFacts, Visibility, visible_to
from zczr.domain.risk.kinds import Labelled


class Reason(Labelled):
    """Why a pair cannot be matched: the stored code and the sentence for users."""

    NOT_VERIFIED = "not_verified", "有一方尚未通过企业认证。"
    NOT_ACTIVE = "not_active", "有一方的账户已停用。"
    SAME_ORGANIZATION = "same_organization", "双方是同一家企业。"
    COMMON_CONTROLLER = "common_controller", "双方由同一实际控制人控制，或已标记为关联方。"
    BLOCKED = "blocked", "有一方屏蔽了另一方。"
    DISHONEST = "dishonest", "有一方在失信名单中。"
    NOT_OPEN = "not_open", "有一方的发布已关闭。"
    EXPIRED = "expired", "有一方的发布已过期。"
    NOT_VISIBLE = "not_visible", "发布方限定了可见范围，不包括对方。"
    # Of 借款 and 贷款.
    AMOUNT_APART = "amount_apart", "借款金额与可贷金额没有重叠。"
    RATE_APART = "rate_apart", "借款方的最高利率低于出借方的最低利率。"
    RATE_OVER_CAP = "rate_over_cap", "借款方的最高利率超过法定上限（LPR 的 4 倍）。"
    CAP_UNKNOWN = "cap_unknown", "该日期没有 LPR 数据，无法核对法定利率上限。"
    TERM_APART = "term_apart", "借款期限不在出借方接受的范围内。"
    SECURITY_MISSING = "security_missing", "借款方没有提供出借方要求的风控方式。"
    ADVANCE_TOO_HIGH = "advance_too_high", "抵押物市值不足，超过出借方要求的抵押率。"
    GRADE_TOO_LOW = "grade_too_low", "借款方的信用等级低于出借方的要求。"
    INDUSTRY_EXCLUDED = "industry_excluded", "出借方不接受借款方所属的行业。"
    REGION_EXCLUDED = "region_excluded", "出借方不接受借款方所在的地区。"
    LENDER_COUNT = "lender_count", "出借方 24 个月内的有息出借已达 9 笔，暂不能再出借。"
    BORROWER_HEADROOM = "borrower_headroom", "借款方在平台的剩余借款额度不足。"
    # Of 债权出售 and 收购意向.
    NOT_HELD = "not_held", "这笔债权已转让，或已有在办的转让。"
    PLEDGED = "pledged", "这笔债权已质押，质权人同意前不能转让。"
    DUPLICATED = "duplicated", "这笔债权与平台上更早发布的一笔重复。"
    BUYER_IS_DEBTOR = "buyer_is_debtor", "收购方就是这笔债权的债务方。"
    RESALE_LOCKED = "resale_locked", "出售方买入这笔债权未满 5 个交易日，暂不能再转让。"
    DUE_TOO_SOON = "due_too_soon", "这笔债权已到期，或距到期不足 15 天。"
    PRICE_TOO_HIGH = "price_too_high", "出售价格高于收购方的金额上限。"
    PRICE_TOO_LOW = "price_too_low", "出售价格低于收购方的金额下限。"
    DAYS_TOO_LONG = "days_too_long", "剩余期限超过收购方接受的最长期限。"
    YIELD_TOO_LOW = "yield_too_low", "年化收益率低于收购方的要求。"
    DISCOUNT_TOO_LOW = "discount_too_low", "折扣低于收购方的要求。"
    YIELD_OVER_CAP = "yield_over_cap", "有追索权的转让年化收益率超过法定上限（LPR 的 4 倍），收购方不是持牌机构。"
    KIND_NOT_TAKEN = "kind_not_taken", "收购方不收购这一类型的债权。"
    DEBTOR_STATE_NOT_TAKEN = "debtor_state_not_taken", "这笔债权的确权状态不符合收购方的要求。"
    SELLER_GRADE_TOO_LOW = "seller_grade_too_low", "出售方的信用等级低于收购方的要求。"


@dataclass(frozen=True, slots=True)
class Failure:
    """One hard constraint that does not hold."""

    reason: Reason

    @property
    def sentence(self) -> str:
        """What to tell the user."""
        return self.reason.label


@dataclass(frozen=True, slots=True)
class PostingState:
    """What of a posting decides whether it can be matched at all."""

    open: bool = True
    expires_on: date | None = None
    visibility: Visibility = Visibility.MATCH_ONLY


def common_failures(
    ours: PartyFacts,
    our_posting: PostingState,
    theirs: PartyFacts,
    their_posting: PostingState,
    pair: PairFacts,
    today: date,
) -> Iterator[Reason]:
    """The shared constraints that fail; the last day of a posting still counts as open."""
    if not (ours.verified and theirs.verified):
        yield Reason.NOT_VERIFIED
    if not (ours.active and theirs.active):
        yield Reason.NOT_ACTIVE
    if ours.organization_id == theirs.organization_id:
        yield Reason.SAME_ORGANIZATION
    if pair.common_controller or pair.related_parties:
        yield Reason.COMMON_CONTROLLER
    if pair.blocked:
        yield Reason.BLOCKED
    if ours.on_dishonest_list or theirs.on_dishonest_list:
        yield Reason.DISHONEST
    if not (our_posting.open and their_posting.open):
        yield Reason.NOT_OPEN
    if _past(our_posting, today) or _past(their_posting, today):
        yield Reason.EXPIRED
    if not (visible_to(our_posting.visibility, theirs, pair) and visible_to(their_posting.visibility, ours, pair)):
        yield Reason.NOT_VISIBLE


def _past(posting: PostingState, today: date) -> bool:
    return posting.expires_on is not None and today > posting.expires_on
