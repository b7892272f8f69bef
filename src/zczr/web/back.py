"""Where a button that stands on several pages leads back to: the page it was pressed on, told by the form itself."""

import re
from typing import Any

from litestar.connection import Request

# An address of ours, and none that a browser would read as another host's.
_OURS = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")


async def back_of(request: Request[Any, Any, Any], default: str) -> str:
    """The page that the form names in `back`, if it is one of ours."""
    asked = str((await request.form()).get("back", ""))
    return asked if _OURS.fullmatch(asked) else default
