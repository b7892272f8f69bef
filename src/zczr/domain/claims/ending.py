"""What ends with a claim that ends without being sold: the quotes for it, and what its debtor was asked."""

from collections.abc import Sequence

from zczr.domain.claims import confirmations
from zczr.domain.claims.quotes.ending import lapse, refuse_if_quoted
from zczr.domain.history import Mover


async def end_with(claim_ids: Sequence[int], by: Mover) -> None:
    """End it all, in the transaction that ends the claims; by hand only what nobody has quoted for."""
    if by.member_id is not None:
        await refuse_if_quoted(claim_ids)
    await lapse(claim_ids, by)
    await confirmations.end(claim_ids, reason="债权已撤下或到期")
