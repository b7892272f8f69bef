"""邀请询价: who may quote for a claim, by name or credit code."""

from collections.abc import Sequence

from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.messages.commands import Told, tell_many
from zczr.domain.partners.relations import keep_apart
from zczr.domain.refusals import RuleBroken, refuse_all


async def invite(actor: Actor, claim_id: int, invited: Sequence[str]) -> None:
    """Let these organizations, by name or credit code, and no others quote for an own claim; the new ones are told.

    RuleBroken names those that cannot be invited. In the transaction that publishes the claim.
    """
    found = await _found(invited)
    refuse_all(_broken(actor, found))
    ids = sorted({organization_id for _, organization_id in found if organization_id})
    await db.execute("DELETE FROM quote_invitation WHERE claim_id = $1 AND organization_id <> ALL ($2)", claim_id, ids)
    await db.execute(
        "INSERT INTO quote_invitation (claim_id, organization_id) SELECT $1, unnest($2::bigint[]) ON CONFLICT DO NOTHING",
        claim_id, ids,
    )  # fmt: skip
    claim = await db.fetch_row("SELECT title, quotes_until FROM claim WHERE id = $1", claim_id)
    assert claim is not None, "it is being published"
    # Once a round; who keeps apart from the seller finds nothing there.
    told = [
        Told(
            each,
            f"claim:{claim_id}:invited:{claim['quotes_until']}",
            f"邀请贵单位报价：{claim['title']}",
            f"/claims/market/{claim_id}",
        )
        for each in ids
        if not await keep_apart(actor.organization_id, each)
    ]
    body = (
        f"{actor.organization_name}邀请贵单位就这笔债权报价，报价截至 {claim['quotes_until']}，截止前其他人看不到报价。"
    )
    await tell_many(told, body)


async def invited_broken(actor: Actor, invited: Sequence[str]) -> list[RuleBroken]:
    """Who of these cannot be invited: the seller itself, and who is no verified member."""
    return _broken(actor, await _found(invited)) if invited else []


async def _found(invited: Sequence[str]) -> list[tuple[str, int | None]]:
    """Each name or code with the member it is."""
    rows = await db.fetch(
        """SELECT wanted, o.id FROM unnest($1::text[]) AS wanted
           LEFT JOIN organization o ON o.status = 'verified' AND o.kind <> 'platform' AND (o.uscc = wanted OR o.name = wanted)""",
        list(invited),
    )  # fmt: skip
    return [(row["wanted"], row["id"]) for row in rows]


def _broken(actor: Actor, found: Sequence[tuple[str, int | None]]) -> list[RuleBroken]:
    broken = []
    if unknown := "、".join(f"“{wanted}”" for wanted, organization_id in found if organization_id is None):
        said = f"没有找到已认证的会员{unknown}，请填写单位全称或统一社会信用代码。"
        broken.append(RuleBroken(said, "invited"))
    if any(organization_id == actor.organization_id for _, organization_id in found):
        broken.append(RuleBroken("不能邀请贵单位自己。", "invited"))
    return broken


async def is_invited(actor: Actor, claim_id: int) -> bool:
    """Whether the actor's organization may quote where only invited ones may."""
    return bool(
        await db.fetch_value(
            "SELECT EXISTS (SELECT FROM quote_invitation WHERE claim_id = $1 AND organization_id = $2)",
            claim_id, actor.organization_id,
        )
    )  # fmt: skip
