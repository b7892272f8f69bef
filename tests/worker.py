"""What belongs to one test process alone, so that several can run beside each other."""

import os

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")


def own_valkey(url: str, *, spare: bool = False) -> str:
    """A Valkey database of this worker's own, or its second one that a test may empty; in a shared one tests would meet."""
    number = int(WORKER.removeprefix("gw")) % 7 if WORKER.startswith("gw") else 7
    database = 2 * number + (1 if spare else 0)
    return f"{url}?db={database}" if url.startswith("unix:") else f"{url.rstrip('/')}/{database}"
