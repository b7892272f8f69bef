"""The folder of uploads."""

from zczr.domain.files import commands
from zczr.jobs.context import Context


async def drop_orphans(context: Context) -> None:
    """Remove uploads that no form came back for."""
    await commands.drop_orphans()
