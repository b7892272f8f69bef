"""Who acts: one member of one organization, as every query and command takes it."""

from dataclasses import dataclass
from enum import StrEnum

from zczr.domain.history import Mover


class Kind(StrEnum):
    """What an organization is (product.md section 1)."""

    ENTERPRISE = "enterprise"
    INSTITUTION = "institution"
    PLATFORM = "platform"


class Role(StrEnum):
    """A member's role: 管理员, 经办 (maker) or 复核 (checker)."""

    OWNER = "owner"
    OPERATOR = "operator"
    REVIEWER = "reviewer"


class Standing(StrEnum):
    """Where an organization stands with its verification."""

    REGISTERING = "registering"
    PENDING = "pending"
    VERIFIED = "verified"
    RETURNED = "returned"
    SUSPENDED = "suspended"


@dataclass(frozen=True)
class Unread:
    """What a member has not read, each counted to 100: messages of 消息中心 by category, and of conversations."""

    progress: int = 0
    partners: int = 0
    system: int = 0
    conversations: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.progress + self.partners + self.system + self.conversations


@dataclass(frozen=True)
class Actor:
    """A signed-in member with what its rights depend on."""

    member_id: int
    organization_id: int
    kind: Kind
    role: Role
    standing: Standing
    name: str
    organization_name: str
    email: str
    email_confirmed: bool
    registration_step: int
    unread: Unread

    @property
    def mover(self) -> Mover:
        """The actor as it is written into a history."""
        return Mover(organization_id=self.organization_id, member_id=self.member_id)
