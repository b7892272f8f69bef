"""Rows that are on sale or sold already, or were bought here, found by one statement for many of them."""

from collections.abc import Sequence

from zczr import db
from zczr.domain.claims.duplicates import SAME, said_of_duplicate
from zczr.domain.claims.imports.rows import Row
from zczr.domain.claims.resales import BOUGHT_BEFORE, said_of_bought

_BATCH = 5000
_OF_EACH = """
    SELECT r.number, found.* FROM
        unnest($2::integer[], $3::text[], $4::text[], $5::text[], $6::numeric[], $7::text[])
            AS r (number, key, name, contract, face, invoices)
        CROSS JOIN LATERAL ({found}) found
    WHERE $8::bigint IS NOT NULL"""
_ROW = {
    "seller": "$1", "key": "r.key", "name": "r.name", "contract": "r.contract", "face": "r.face",
    "invoices": "coalesce(string_to_array(nullif(r.invoices, ''), ' '), '{}')",
}  # fmt: skip
# But for what this import has just written itself.
_SAME = _OF_EACH.format(found=SAME.format(**_ROW, other="import_id IS DISTINCT FROM $8"))
_BOUGHT = _OF_EACH.format(found=BOUGHT_BEFORE.format(**_ROW))


async def refuse_duplicates(seller_id: int, rows: Sequence[Row], import_id: int) -> bool:
    """Put at the cells of rows what the form says of a claim that is on sale, sold or bought already; whether there are any."""
    known = {row.number: row for row in rows if _can_be_told(row)}
    bought = await db.fetch_value("SELECT EXISTS (SELECT FROM claim_transfer WHERE buyer_id = $1)", seller_id)
    any_found = False
    for start in range(0, len(known), _BATCH):
        batch = list(known.values())[start : start + _BATCH]
        values = _values(seller_id, batch, import_id)
        before = {
            each["number"]: each["application_id"] for each in (await db.fetch(_BOUGHT, *values) if bought else ())
        }
        for number, application_id in before.items():
            known[number].refuse([said_of_bought(application_id)])
        same = await db.fetch(_SAME, *values)
        for each in same:
            # It is said once: a claim that was bought here has been sold here too.
            if each["number"] not in before:
                known[each["number"]].refuse([said_of_duplicate(each, seller_id)])
        any_found = any_found or bool(before or same)
    return any_found


def _values(seller_id: int, batch: Sequence[Row], import_id: int) -> tuple[object, ...]:
    return (
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


def _can_be_told(row: Row) -> bool:
    terms = row.terms
    return bool((terms.debtor_uscc or terms.debtor_name) and terms.contract_number and terms.face_amount)
