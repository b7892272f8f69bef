"""How the states of 确权 are shown."""

from zczr.domain.claims.kinds import DebtorState

STATE_BADGES = {
    DebtorState.CONFIRMED: "success",
    DebtorState.NOTIFIED: "info",
    DebtorState.UNNOTIFIED: "neutral",
    DebtorState.DISPUTED: "danger",
}
