"""How quotes end that their buyers have not taken back: one is chosen instead, or the claim ends without being sold."""

from collections.abc import Sequence

from zczr import db
from zczr.domain import clock
from zczr.domain.claims.quotes.stages import QuoteStage
from zczr.domain.history import Mover
from zczr.domain.messages.commands import Told, tell_many
from zczr.domain.refusals import WrongState

QUOTED = "这笔债权已有买方报价，请先由管理员或复核结束询价，再修改、撤回或关闭。"
_SAID = {
    QuoteStage.PASSED_OVER: ("未选中贵单位的报价", "出售方选择了其他单位的报价，贵单位的报价不再有效。"),
    QuoteStage.LAPSED: ("询价已结束", "出售方结束了询价，或债权已撤下、到期，贵单位的报价不再有效。"),
}


async def end(claim_ids: Sequence[int], to: QuoteStage, *, by: Mover) -> None:
    """End every quote that stands for these claims, held by the caller, and tell its buyer; once, however often it is called."""
    # Set-based: the old state in the WHERE is the compare-and-set, the history is written by the same statement.
    rows = await db.fetch(
        """WITH due AS (
               SELECT id FROM quote WHERE claim_id = ANY($1) AND status = 'given' ORDER BY id FOR UPDATE
           ), gone AS (
               UPDATE quote q SET status = $2, closed_at = $4 FROM due WHERE q.id = due.id
               RETURNING q.id, q.buyer_id, q.claim_id
           ), written AS (
               INSERT INTO history (subject_kind, subject_id, from_state, to_state, act, organization_id, member_id, at)
               SELECT 'quote', id, 'given', $2, $3, $5::bigint, $6::bigint, $4 FROM gone
           )
           SELECT gone.id, gone.buyer_id, c.title FROM gone JOIN claim c ON c.id = gone.claim_id ORDER BY gone.id""",
        list(claim_ids), str(to), "pass_over" if to is QuoteStage.PASSED_OVER else "lapse", clock.now(),
        by.organization_id, by.member_id,
    )  # fmt: skip
    what, body = _SAID[to]
    told = [
        Told(row["buyer_id"], f"quote:{row['id']}:{to}", f"{what}：{row['title']}", f"/claims/quotes/{row['id']}")
        for row in rows
    ]
    await tell_many(told, body)


async def refuse_if_quoted(claim_ids: Sequence[int]) -> None:
    """What somebody has quoted for is not changed or taken away under their hands; the claims are held by the caller."""
    if await db.fetch_value(
        "SELECT EXISTS (SELECT FROM quote WHERE claim_id = ANY($1) AND status = 'given')", list(claim_ids)
    ):
        raise WrongState(QUOTED, claims=list(claim_ids))


async def lapse(claim_ids: Sequence[int], by: Mover) -> None:
    """The quotes for claims that end without being sold lapse; in the transaction that ends them."""
    await end(claim_ids, QuoteStage.LAPSED, by=by)
