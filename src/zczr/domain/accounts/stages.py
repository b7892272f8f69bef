"""The lifecycle of an organization's registration (product.md section 3)."""

from zczr.domain.accounts.actor import Standing
from zczr.domain.stages import Lifecycle

ORGANIZATION = Lifecycle(
    subject_kind="organization",
    transitions={
        Standing.REGISTERING: frozenset({Standing.PENDING}),
        Standing.PENDING: frozenset({Standing.VERIFIED, Standing.RETURNED, Standing.SUSPENDED}),
        Standing.RETURNED: frozenset({Standing.PENDING, Standing.SUSPENDED}),
        Standing.VERIFIED: frozenset({Standing.RETURNED, Standing.PENDING, Standing.SUSPENDED}),
        Standing.SUSPENDED: frozenset({Standing.VERIFIED, Standing.PENDING, Standing.RETURNED}),
    },
    acts={"send_in": "提交资料", "verify": "认证通过", "send_back": "退回修改"},
)
