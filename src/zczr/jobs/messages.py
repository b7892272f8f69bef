"""E-mail: one letter right after the commit that wrote it, each minute whatever is still due, and the daily letters."""

from zczr.domain.messages import outbox
from zczr.domain.messages.digest import send_digests
from zczr.jobs.context import Context, settings_of


async def deliver(context: Context, mail_id: int) -> None:
    """Send one e-mail."""
    settings = settings_of(context)
    await outbox.deliver(mail_id, smtp_url=settings.smtp_url, sender=settings.mail_from, site=settings.site)


async def deliver_due(context: Context) -> None:
    """Send what no job was sent for: written by a sweep, to be tried again, or lost with the queue."""
    for mail_id in await outbox.due_mail():
        await deliver(context, mail_id)


async def digest(context: Context) -> None:
    """Write the daily letters that are due."""
    await send_digests()
