"""An admin's decision about an organization that was sent in: verified, or sent back to a step with the reason."""

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor, Standing
from zczr.domain.accounts.stages import ORGANIZATION
from zczr.domain.credit import commands as credit
from zczr.domain.messages import commands as messages
from zczr.domain.partners import directory
from zczr.domain.permissions import Permission, require
from zczr.domain.refusals import NotFound
from zczr.domain.stages import move


async def verify(actor: Actor, organization_id: int) -> None:
    """An admin finds everything in order."""
    require(actor, Permission.VERIFICATION_REVIEW)
    async with db.transaction():
        await _known(organization_id)
        await move(
            ORGANIZATION, organization_id, to=Standing.VERIFIED, only_from=(Standing.PENDING,), act="verify",
            by=actor.mover, also={"verified_at": clock.now()},
        )  # fmt: skip
        await directory.enter(organization_id)
        await credit.enter(
            organization_id, credit.Reason.VERIFIED, subject_kind="organization", subject_id=organization_id
        )
        await messages.tell(
            organization_id, key=f"verified:{clock.now():%Y%m%d%H%M%S}", title="认证已通过",
            body="贵单位的注册资料已通过审核，现在可以发布借贷信息、发起申请。", href="/work", category="system",
        )  # fmt: skip


async def send_back(actor: Actor, organization_id: int, *, step: int, reason: str) -> None:
    """An admin sends the papers back with the reason, which reopens the step named."""
    require(actor, Permission.VERIFICATION_REVIEW)
    async with db.transaction():
        await _known(organization_id)
        await move(
            ORGANIZATION, organization_id, to=Standing.RETURNED, only_from=(Standing.PENDING,), act="send_back",
            by=actor.mover, reason=reason, also={"returned_step": step, "returned_reason": reason},
        )  # fmt: skip
        await messages.tell(
            organization_id, key=f"returned:{clock.now():%Y%m%d%H%M%S}", title="资料被退回，请补充",
            body=f"退回原因：{reason}", href="/register", category="system",
        )  # fmt: skip


async def _known(organization_id: int) -> None:
    if await db.fetch_value("SELECT 1 FROM organization WHERE id = $1 AND kind <> 'platform'", organization_id) is None:
        raise NotFound(organization=organization_id)
