"""The demo world: 80 enterprises of the Pearl River Delta, 6 institutions, their network and their postings."""

from random import Random

from zczr.demo import cast, institutions
from zczr.demo.enterprises import draw_enterprises
from zczr.demo.facts import World
from zczr.demo.network import draw_partnerships
from zczr.demo.postings import draw_offers, draw_requests
from zczr.demo.trades import TRADES

SEED = 20261123
ENTERPRISES = 80
REQUESTS = 48
OFFERS = 24


def make_world(seed: int = SEED) -> World:
    """The world of a seed, always the same; the fixed cast comes first, and the rest is drawn."""
    rng = Random(seed)  # noqa: S311 - made-up companies, no secrets
    drawn = draw_enterprises(rng, ENTERPRISES - len(cast.ENTERPRISES))
    trade_of = {trade.division: trade for trade in TRADES}
    enterprises = cast.ENTERPRISES + tuple(firm for firm, _ in drawn)
    partnerships = draw_partnerships(
        rng,
        enterprises,
        {division: trade.suppliers for division, trade in trade_of.items()},
        cast.PARTNERSHIPS,
        cast.STRANGERS,
    )
    # Whoever lends does not borrow: money borrowed must not be lent on (domain.md section 3, row 2).
    rich = sorted((firm for firm, _ in drawn), key=lambda firm: (-firm.paid_in_capital, firm.key))
    lending = rich[: OFFERS - 1]
    # The borrower's own request is the visitor's to fill in; partner and stranger have one like anybody.
    asking = [(firm, trade_of[firm.industry_division]) for firm in (enterprises[1], enterprises[2])]
    asking += rng.sample([(firm, trade) for firm, trade in drawn if firm not in lending], REQUESTS - len(asking))
    return World(
        enterprises=enterprises,
        institutions=institutions.INSTITUTIONS,
        platform=institutions.PLATFORM_OPERATOR,
        partnerships=partnerships,
        requests=draw_requests(rng, asking),
        offers=(cast.LENDER_OFFER, *draw_offers(rng, lending), *institutions.OFFERS),
    )
