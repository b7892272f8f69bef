"""Which opposite postings one is compared with: a bounded number, found from partial indexes alone.

Each pool walks one index in the order of what is best for who asks and takes the first that meet the hard constraints the
index carries, so the work does not grow with the number of postings. A walk that meets too few gives up after WALK entries.
The pools are put together and the pure rule decides on each candidate.
"""

from collections.abc import Iterable

WALK = 4000
"""Most index entries one pool looks at."""
_MOST_PARTNERS = 300
_NETWORK_POOL = 50
_MOST_CODES = 10

# Organizations of the network: partners first, then partners' partners, a bounded number of each.
NETWORK = f"""
    mine AS MATERIALIZED (
        SELECT id FROM (SELECT high_id AS id FROM partnership WHERE low_id = $1
                        UNION ALL SELECT low_id FROM partnership WHERE high_id = $1) near LIMIT {_MOST_PARTNERS}
    ), known AS MATERIALIZED (
        SELECT id, min(hops) AS hops FROM (
            SELECT id, 1 AS hops FROM mine
            UNION ALL (SELECT p.high_id, 2 FROM mine JOIN partnership p ON p.low_id = mine.id LIMIT {_MOST_PARTNERS})
            UNION ALL (SELECT p.low_id, 2 FROM mine JOIN partnership p ON p.high_id = mine.id LIMIT {_MOST_PARTNERS})
        ) far WHERE id <> $1 GROUP BY id
    )"""  # noqa: S608 -- constants of this module


def pool(name: str, table: str, columns: str, where: str, order: str, meets: str, most: int) -> str:
    """One pool: walk an index at most WALK entries far, keep the first `most` that meet the constraints."""
    return f"""{name} AS (
        SELECT id FROM (
            SELECT {columns} FROM {table} WHERE status = 'active' AND organization_id <> $1 AND {where}
            ORDER BY {order} LIMIT {WALK}
        ) walked WHERE {meets} ORDER BY {order} LIMIT {most}
    )"""  # noqa: S608 -- constants of this module


def pool_of_each(name: str, table: str, columns: str, codes: str, where: str, order: str, meets: str, most: int) -> str:
    """A pool of several short walks, one for each of the first of these codes; `where` reads `wanted.code`."""
    return f"""{name} AS (
        SELECT w.id FROM unnest(({codes}::text[])[1:{_MOST_CODES}]) AS wanted (code) CROSS JOIN LATERAL (
            SELECT id FROM (
                SELECT {columns} FROM {table} WHERE status = 'active' AND organization_id <> $1 AND {where}
                ORDER BY {order} LIMIT {WALK // _MOST_CODES}
            ) walked WHERE {meets} ORDER BY {order} LIMIT {most}
        ) w
    )"""  # noqa: S608 -- constants of this module


def network_pool(table: str) -> str:
    """The newest of the network's postings, partners first; the statement begins with NETWORK."""
    return f"""network AS (
        SELECT p.id FROM known JOIN LATERAL (
            SELECT id FROM {table} WHERE status = 'active' AND organization_id = known.id ORDER BY id DESC LIMIT 5
        ) p ON true ORDER BY known.hops, p.id DESC LIMIT {_NETWORK_POOL})"""  # noqa: S608 -- our own names


def one_fails(conditions: Iterable[str]) -> str:
    """SQL for exactly one of these constraints failing: what a near miss can be made of."""
    return " + ".join(f"(NOT ({condition}))::int" for condition in conditions) + " = 1"


def together(table: str, pools: Iterable[str]) -> str:
    """The statement of all pools and the network; the ids of its rows, each once."""
    parts = [network_pool(table), *pools]
    union = " UNION ".join(f"SELECT id FROM {part.partition(' ')[0]}" for part in parts)  # noqa: S608
    return f"WITH {NETWORK}, {', '.join(parts)} {union}"
