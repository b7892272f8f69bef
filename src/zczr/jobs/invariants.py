"""What must always hold, looked at every day."""

import structlog

from zczr.domain import invariants
from zczr.jobs.context import Context

_log = structlog.get_logger(__name__)


async def check(context: Context) -> None:
    """Log each sentence that does not hold."""
    for line in await invariants.broken():
        _log.error("invariant_broken", sentence=line)
