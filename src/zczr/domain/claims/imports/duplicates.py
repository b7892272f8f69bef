"""Rows that are on sale or sold already, found by one statement for many of them."""

from collections.abc import Sequence

from zczr import db
from zczr.domain.claims.duplicates import SAME, said_of_duplicate
from zczr.domain.claims.imports.rows import Row

_BATCH = 5000
_FOUND = """
    SELECT r.number, found.* FROM
        unnest($2::integer[], $3::text[], $4::text[], $5::text[], $6::numeric[], $7::text[])
            AS r (number, key, name, contract, face, invoices)
        CROSS JOIN LATERAL ({same}) found""".format(
    same=SAME.format(
        seller="$1",
        key="r.key",
        name="r.name",
        contract="r.contract",
        invoices="coalesce(string_to_array(nullif(r.invoices, ''), ' '), '{}')",
        face="r.face",
        generation="0",
        # What this import has just written itself.
        other="import_id IS DISTINCT FROM $8",
    )
)


async def refuse_duplicates(seller_id: int, rows: Sequence[Row], import_id: int) -> bool:
    """Put at the cells of rows that are the same claim as one on the platform what is said of them in the form; whether there are any."""
    any_found = False
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
            import_id,
        )
        for each in found:
            known[each["number"]].refuse([said_of_duplicate(each, seller_id)])
        any_found = any_found or bool(found)
    return any_found


def _can_be_told(row: Row) -> bool:
    terms = row.terms
    return bool((terms.debtor_uscc or terms.debtor_name) and terms.contract_number and terms.face_amount)
