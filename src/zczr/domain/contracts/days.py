"""The days of any contract: signed by now, and running from its signing at the earliest."""

from datetime import date

from zczr.domain.refusals import RuleBroken


def signing_broken(signed_on: date | None, starts_on: date | None, today: date) -> list[RuleBroken]:
    """What is wrong with the day of signing and the first day; a day that is not filled in is not judged."""
    broken = []
    if signed_on and signed_on > today:
        broken.append(RuleBroken("签订日期不能晚于今天。", "signed_on"))
    if signed_on and starts_on and starts_on < signed_on:
        broken.append(RuleBroken("合同期间不能早于签订日期。", "starts_on"))
    return broken
