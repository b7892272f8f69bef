"""The businesses that an application can be about (product.md section 5)."""

from enum import StrEnum


class Business(StrEnum):
    """借贷业务 and 债权交易."""

    LOAN = "loan"
    CLAIM = "claim"

    @property
    def path(self) -> str:
        """Where its applications are."""
        return _PATHS[self]


_PATHS = {Business.LOAN: "/lending/applications", Business.CLAIM: "/claims/applications"}
