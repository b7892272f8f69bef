"""Looking for organizations: the ranked list of a search, partners first among equals, and who might be known."""

import re
from dataclasses import dataclass

from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.ordering import by_name
from zczr.domain.partners.queries import LAST_REQUEST, REACHED, RELATION_COLUMNS, relation_of
from zczr.domain.partners.relations import PARTNER_IDS
from zczr.domain.partners.spelling import Search, search_of
from zczr.domain.partners.stages import Relation
from zczr.domain.reference import chains

PAGE = 20
MOST_FOUND = 200
"""A search looks at this many beyond the partners and their partners; who wants more types more."""
_MOST_BY_BEGINNING = 60
_SUGGESTED = 4
_NEIGHBOURS = 200


@dataclass(frozen=True)
class Hit:
    """An organization as a search or a suggestion shows it."""

    id: int
    name: str
    kind: str
    city_code: str
    industry_section: str
    industry_division: str
    credit_score: int
    main_business: str
    common: int
    """Partners that both have."""
    relation: Relation


# $1 the viewer. Whom the viewer knows, and whom those know, with how many of them.
_NETWORK = f"""
    mine AS MATERIALIZED {PARTNER_IDS.format(viewer="$1")},
    second AS MATERIALIZED (
        SELECT id, count(*) AS common FROM (
            SELECT p.high_id AS id FROM mine JOIN partnership p ON p.low_id = mine.id
            UNION ALL SELECT p.low_id FROM mine JOIN partnership p ON p.high_id = mine.id
        ) met WHERE id <> $1 GROUP BY id
    )"""  # noqa: S608 -- constants
_SHOWN = f"""o.id, o.name, o.kind, o.city_code, o.industry_section, o.industry_division, o.credit_score, o.main_business,
    coalesce(second.common, 0) AS common, {RELATION_COLUMNS}"""

# What makes an entry right; the index is asked for the tokens first. $2 is what was typed, $3 and $4 are tokens.
_NUMBER = re.compile(r"\$(\d)")
_IN_NAME = "(d.norm LIKE '%' || $2 || '%' OR d.short LIKE '%' || $2 || '%')"
_IN_INITIALS = "d.initials LIKE '%' || $2 || '%'"
_IN_READING = "d.spelled LIKE '%|' || $2 || '%'"
_BY_NAME = f"d.tokens @> $3 AND {_IN_NAME}"
_BY_INITIALS = f"d.tokens @> $3 AND {_IN_INITIALS}"
_BY_READING = f"d.tokens @> $4 AND {_IN_READING}"
# Whole, and from the beginning on: in this order they come first. `left` is what the index of readings holds.
_NAMED = ("d.norm = $2 OR d.short = $2 OR lower(o.uscc) = $2", "d.norm LIKE $2 || '%' OR d.short LIKE $2 || '%'")
_SPELLED = ("d.initials LIKE $2 || '|%'", "d.initials LIKE $2 || '%' OR left(d.spelled, 32) LIKE '|' || $2 || '%'")


@dataclass(frozen=True)
class Found:
    """A page of what a search found; `cut` where there is more that was not looked at."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    cut: bool = False


async def search(actor: Actor, typed: str, *, page: int) -> Found:
    """A page of what is found: exact, by the beginning, partners, partners' partners, the rest.

    Nothing for too short a search. The total counts what was looked at: partners and their partners whole, of the others so many.
    """
    wanted = search_of(typed)
    if wanted is None:
        return Found()
    parts, values = _parts(wanted)
    exact, beginning = _SPELLED if wanted.letters else _NAMED
    named = ", ".join(f"part{number} AS MATERIALIZED ({sql})" for number, (sql, _) in enumerate(parts))
    full = " OR ".join(f"(SELECT count(*) FROM part{n}) >= {most}" for n, (_, most) in enumerate(parts) if most)  # noqa: S608
    # The page is found first, by what orders it; how the viewer stands to each is looked up for its lines alone.
    rows = await db.fetch(
        f"""WITH {_NETWORK}, {named},
            found AS ({" UNION ".join(f"SELECT id FROM part{number}" for number in range(len(parts)))}),
            paged AS MATERIALIZED (
                SELECT o.id, count(*) OVER () AS total, row_number() OVER (
                    ORDER BY ({exact}) DESC NULLS LAST, ({beginning}) DESC NULLS LAST, mine.id IS NOT NULL DESC,
                             second.common DESC NULLS LAST, d.spelled, o.id) AS place
                FROM found JOIN organization o ON o.id = found.id LEFT JOIN directory_entry d ON d.organization_id = o.id
                LEFT JOIN mine ON mine.id = o.id LEFT JOIN second ON second.id = o.id
                WHERE o.id <> $1 AND o.status = 'verified' AND o.kind <> 'platform'
                  AND o.id NOT IN (SELECT blocker_id FROM partner_block WHERE blocked_id = $1)
                ORDER BY place LIMIT {PAGE} OFFSET {(page - 1) * PAGE})
            SELECT {_SHOWN}, paged.total, {full} AS cut
            FROM paged JOIN organization o ON o.id = paged.id LEFT JOIN second ON second.id = o.id {LAST_REQUEST}
            ORDER BY paged.place""",  # noqa: S608 -- our own columns and whole numbers
        actor.organization_id,
        *values,
    )
    if not rows:
        return Found()
    # What nearly every name contains was looked for among partners and their partners only.
    common = not wanted.letters and not wanted.name_tokens and len(wanted.norm) > 1
    return Found(tuple(_hit(row) for row in rows), rows[0]["total"], rows[0]["cut"] or common)


def ids_found(wanted: Search, *, first: int) -> tuple[str, list[object]]:
    """SQL for the ids of all organizations that a search finds, its placeholders from `first` on, and their values."""
    values: list[object] = [wanted.letters or wanted.norm]
    if wanted.letters:
        arms = [_BY_INITIALS, _BY_READING] if wanted.spelled_token else [_BY_INITIALS]
        values += [list(wanted.initial_tokens), [wanted.spelled_token]][: len(arms)]
    else:
        arms = [_BY_NAME]
        values += [list(wanted.name_tokens)]
    said = " UNION ".join(f"SELECT d.organization_id FROM directory_entry d WHERE {arm}" for arm in arms)  # noqa: S608
    return _NUMBER.sub(lambda found: f"${int(found[1]) - 2 + first}", said), values


def _parts(wanted: Search) -> tuple[list[tuple[str, int]], list[object]]:
    """SQL for the ids of what may be found, each with how many it gives at most (0 for no end), and its values from $2 on.

    The same kind of search has the same text.
    """
    if wanted.letters:
        values: list[object] = [wanted.letters, list(wanted.initial_tokens)]
        if wanted.spelled_token:
            values.append([wanted.spelled_token])
        parts = [
            (_near(f"({_IN_INITIALS} OR {_IN_READING})" if wanted.spelled_token else _IN_INITIALS), 0),
            (_first("d.initials LIKE $2 || '%'", _MOST_BY_BEGINNING), _MOST_BY_BEGINNING),
            (_first("left(d.spelled, 32) LIKE '|' || $2 || '%'", _MOST_BY_BEGINNING), _MOST_BY_BEGINNING),
            (_first(_BY_INITIALS, MOST_FOUND), MOST_FOUND),
        ]
        # Each way of spelling has an arm of its own: joined by OR, every candidate's tokens would be compared again.
        if wanted.spelled_token:
            parts.append((_first(_BY_READING, MOST_FOUND), MOST_FOUND))
        return parts, values
    parts = [
        (_near(_IN_NAME), 0),
        (_first("d.norm LIKE $2 || '%' ORDER BY d.norm", _MOST_BY_BEGINNING), _MOST_BY_BEGINNING),
    ]
    values = [wanted.norm]
    if wanted.name_tokens:
        parts.append((_first(_BY_NAME, MOST_FOUND), MOST_FOUND))
        values.append(list(wanted.name_tokens))
    if wanted.code:
        values.append(wanted.code)
        by_code = f"""SELECT c.id FROM organization c WHERE c.uscc LIKE ${len(values) + 1} || '%' AND c.status = 'verified'
            ORDER BY c.uscc LIMIT {_MOST_BY_BEGINNING}"""  # noqa: S608 -- constants
        parts.append((by_code, _MOST_BY_BEGINNING))
    return parts, values


def _near(check: str) -> str:
    """Of partners and their partners whoever fits, however many others there are: each looked up by its id, none by the index."""
    return f"""SELECT d.organization_id AS id FROM directory_entry d
        WHERE d.organization_id = ANY(ARRAY(SELECT id FROM mine UNION SELECT id FROM second)) AND {check}"""  # noqa: S608 -- constants


def _first(check: str, most: int) -> str:
    return f"SELECT d.organization_id AS id FROM directory_entry d WHERE {check} LIMIT {most}"  # noqa: S608 -- constants


def _hit(row: db.Record) -> Hit:
    return Hit(*(*tuple(row)[:9], relation_of(row)))


async def suggestions(actor: Actor) -> tuple[Hit, ...] | None:
    """Who might be known: by common partners first, then firms of the own chain of industry in the own city.

    Nobody who is a partner, was asked or has asked, was refused, or is kept away. None where the switch is off.
    """
    own = await db.fetch_row(
        "SELECT partner_suggestions, city_code, industry_division FROM organization WHERE id = $1",
        actor.organization_id,
    )
    assert own is not None, "an actor's organization is there"
    if not own["partner_suggestions"]:
        return None
    rows = await db.fetch(
        f"""WITH {_NETWORK}, near AS (
                (SELECT id FROM second WHERE id NOT IN (SELECT id FROM mine) ORDER BY common DESC, id LIMIT 50)
                UNION (SELECT n.id FROM organization n
                       WHERE n.status = 'verified' AND n.kind = 'enterprise' AND n.city_code = $2
                         AND n.industry_division = ANY($3) LIMIT {_NEIGHBOURS})
            )
            SELECT {_SHOWN} FROM near JOIN organization o ON o.id = near.id LEFT JOIN second ON second.id = o.id {LAST_REQUEST}
            WHERE o.id <> $1 AND {REACHED} AND o.id NOT IN (SELECT id FROM mine)
              AND (last.id IS NULL OR last.status = 'withdrawn')
              AND NOT EXISTS (SELECT FROM partner_block k WHERE k.blocker_id = $1 AND k.blocked_id = o.id)
            ORDER BY common DESC, o.industry_division = $4, o.credit_score DESC, o.id LIMIT {_SUGGESTED}""",  # noqa: S608
        actor.organization_id,
        own["city_code"],
        list(chains.beside(own["industry_division"])),
        own["industry_division"],
    )
    return tuple(_hit(row) for row in rows)


async def common_partners(actor: Actor, other_id: int) -> tuple[tuple[int, str], ...]:
    """The partners that the actor's organization and another have in common: ids and names, in the order of names."""
    rows = await db.fetch(
        f"""SELECT o.id, o.name FROM {PARTNER_IDS.format(viewer="$1")} mine
            JOIN {PARTNER_IDS.format(viewer="$2")} theirs USING (id) JOIN organization o USING (id)
            ORDER BY {by_name("o.name")}, o.id""",  # noqa: S608 -- our own columns
        actor.organization_id,
        other_id,
    )
    return tuple((row[0], row[1]) for row in rows)
