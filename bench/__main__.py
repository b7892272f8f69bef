"""`./zc bench [measure …]`: what the site costs, each measure against a bare baseline in the same run.

Results go to bench/results.json and bench/results.md; nothing is asserted, the reader compares.
"""

import asyncio
import json
import os
import platform
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from bench import assessment, expiry, imports, market, matching, network, pages
from bench.ground import Ground
from zczr import __version__

FOLDER = Path(__file__).parent
MEASURES: dict[str, Callable[[Ground], Awaitable[list[dict[str, object]]]]] = {
    "assessment": assessment.measure,
    "matching": matching.measure,
    "expiry": expiry.measure,
    "pages": pages.measure,
    "network": network.measure,
    "market": market.measure,
    "import": imports.measure,
}


def main() -> None:
    """Run the measures named, or all."""
    names = sys.argv[1:] or list(MEASURES)
    unknown = [name for name in names if name not in MEASURES]
    if unknown:
        sys.exit(f"没有这些测量：{'、'.join(unknown)}；可用：{'、'.join(MEASURES)}")
    kept = json.loads((FOLDER / "results.json").read_text()) if (FOLDER / "results.json").exists() else {}
    with Ground() as ground:
        for name in names:
            print(f"== {name}", flush=True)
            lines = asyncio.run(MEASURES[name](ground))
            kept[name] = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "version": __version__, "lines": lines}
            for line in lines:
                print("  " + "  ".join(f"{key}={value}" for key, value in line.items()), flush=True)
    (FOLDER / "results.json").write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n")
    (FOLDER / "results.md").write_text(_report(kept))


def _report(kept: dict[str, dict[str, object]]) -> str:
    text = [
        "# 性能测量结果",
        "",
        f"由 `./zc bench` 写成。{os.cpu_count()} 核，Python {platform.python_version()}；绝对值随机器而变，比值可以比较。",
    ]
    for name, result in kept.items():
        lines = result["lines"]
        assert isinstance(lines, list)
        text += ["", f"## {name}", "", f"{result['at']}，版本 {result['version']}", ""]
        columns = list(dict.fromkeys(key for line in lines for key in line))
        text += ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
        text += ["| " + " | ".join(str(line.get(column, "")) for column in columns) + " |" for line in lines]
    return "\n".join(text) + "\n"


if __name__ == "__main__":
    main()
