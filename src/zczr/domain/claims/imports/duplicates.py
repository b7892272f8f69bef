"""Rows that are on sale or sold already, found by one statement for many of them."""

from collections.abc import Sequence

from zczr import db
from zczr.domain.claims.imports.rows import Row
from zczr.domain.claims.selling import SAME, said_of_duplicate

_BATCH = 5000
_INVOICES = "string_to_array(nullif(r.invoices, ''), ' ')"
_FOUND = f"""
    SELECT r.number, found.* FROM
        unnest($2::integer[], $3::text[], $4::text[], $5::text[], $6::numeric[], $7::text[])
            AS r (number, key, name, contract, face, invoices)
        CROSS JOIN LATERAL ({
    SAME.format(
        seller="$1",
        key="r.key",
        name="r.name",
        contract="r.contract",
        face="r.face",
        generation="0",
        own="NULL",
        invoices=f"coalesce({_INVOICES}, '{{}}')",
    )
}) found"""  # noqa: S608 -- constants


async def refuse_duplicates(seller_id: int, rows: Sequence[Row]) -> None:
    """Put at the cells of rows that are the same claim as one on the platform what `selling.submit` would say of them."""
    known = {row.number: row for row in rows if _can_be_told(row)}
    numbers = list(known)
    for start in range(0, len(numbers), _BATCH):
        batch = [known[number] for number in numbers[start : start + _BATCH]]
        found = await db.fetch(
            _FOUND,
            seller_id,
            [row.number for row in batch],
            [row.terms.debtor_uscc or row.terms.debtor_name for row in batch],
            [row.terms.debtor_name for row in batch],
            [row.terms.contract_number for row in batch],
            [row.terms.face_amount for row in batch],
            # Numbers are split at white space, so none holds any.
            [" ".join(row.terms.invoice_numbers) for row in batch],
        )
        for each in found:
            known[each["number"]].refuse([said_of_duplicate(each, seller_id)])


def _can_be_told(row: Row) -> bool:
    terms = row.terms
    return bool((terms.debtor_uscc or terms.debtor_name) and terms.contract_number and terms.face_amount)
