"""The steps of the registration: which are open to whom, and where it goes on (product.md section 3)."""

from enum import StrEnum

from zczr.domain.accounts.actor import Actor, Standing
from zczr.domain.refusals import WrongState

EDITABLE = frozenset({Standing.REGISTERING, Standing.RETURNED})
"""Where an organization's papers may be changed."""
_COMPANY, _CONTACT = 2, 3
"""The steps by the numbers under which they are stored."""


_NOT_SAVED = "这次填写的内容没有保存。"


class Step(StrEnum):
    """What is filled in, in order."""

    ACCOUNT = "account"
    COMPANY = "company"
    CONTACT = "contact"


def open_steps(actor: Actor) -> frozenset[Step]:
    """The steps that may be opened and changed now."""
    if actor.standing not in EDITABLE:
        return frozenset()
    if not actor.email_confirmed:
        return frozenset({Step.ACCOUNT})
    if actor.registration_step < _CONTACT:
        return frozenset({Step.ACCOUNT, Step.COMPANY})
    return frozenset(Step)


def refuse_closed(actor: Actor, step: Step) -> None:
    """Refuse a step that is not open, with a sentence that says what is in the way."""
    if step in open_steps(actor):
        return
    if actor.standing is Standing.PENDING:
        raise WrongState(f"资料已经提交，审核期间不能修改，{_NOT_SAVED}", organization=actor.organization_id)
    if actor.standing not in EDITABLE:
        raise WrongState(f"注册资料已经审核完毕，不能在这里修改，{_NOT_SAVED}", organization=actor.organization_id)
    if not actor.email_confirmed:
        raise WrongState(f"请先完成邮箱验证，{_NOT_SAVED}", organization=actor.organization_id)
    raise WrongState(f"请先填写完前面的步骤，{_NOT_SAVED}", organization=actor.organization_id)


def goes_on_at(actor: Actor, returned_step: int | None = None) -> Step | None:
    """The step where the registration goes on: the account's while its address waits for confirmation, None once all is sent in.

    What was returned goes on at the step that the reviewer named.
    """
    if not actor.email_confirmed:
        return Step.ACCOUNT
    if actor.standing not in EDITABLE:
        return None
    if actor.registration_step < _CONTACT or returned_step == _COMPANY:
        return Step.COMPANY
    return Step.CONTACT


def may_change_kind(actor: Actor) -> bool:
    """Whether the account may still become one of the other kind: an organization that was sent in once is what it is."""
    return actor.standing is Standing.REGISTERING
