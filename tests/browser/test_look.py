"""What only a screen, a keyboard or a printer shows: rings, room, which field is red, what reaches the paper."""

from typing import Any

import pytest
from litestar import Litestar

from browser.chromium import Chromium
from cast import PASSWORD, Cast
from makers import make_offer
from scene import Scene, set_scene
from screens import Launcher, at_a_screen

# The ratio of WCAG between the ring and what is around the element that has the focus.
_RING = """([around]) => {
  const light = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(part => part / 255)
      .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ring = light(getComputedStyle(document.activeElement).outlineColor);
  const ground = light(getComputedStyle(document.querySelector(around)).backgroundColor);
  return (Math.max(ring, ground) + 0.05) / (Math.min(ring, ground) + 0.05);
}"""
_EDGE = "e => getComputedStyle(e).borderTopColor"


async def _signed_in(person: Chromium, email: str) -> Any:
    await person.open("/login/enterprise")
    await person.press("登录", {"email": email, "password": PASSWORD})
    return person.page


async def _contract(person: Chromium, cast: Cast) -> Any:
    """Before the contract that the borrower has to confirm."""
    scene: Scene = await set_scene(cast)
    page = await _signed_in(person, cast.borrower.email)
    await person.open(f"/lending/applications/{scene.ids['application_id']}")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_ring_of_the_focus_stands_out(app: Litestar, chromium: Launcher, cast: Cast, scheme: str) -> None:
    async with at_a_screen(chromium, app, scripts=True) as person:
        await person.page.emulate_media(color_scheme=scheme)
        page = await _signed_in(person, cast.borrower.email)
        for link, around in ((".top-nav a", ".top-bar"), (".second-bar a", ".second-bar"), (".page-head a", "body")):
            await page.keyboard.press("Shift")  # a keyboard is in use
            await page.locator(link).first.focus()
            assert await page.evaluate(_RING, [around]) >= 3, around


async def test_the_skip_link_lands_at_the_content(app: Litestar, chromium: Launcher, cast: Cast) -> None:
    async with at_a_screen(chromium, app, scripts=True) as person:
        page = await _signed_in(person, cast.borrower.email)
        await person.open("/lending/requests/new")
        for key in ("Tab", "Enter", "Tab"):
            await page.keyboard.press(key)
        assert await page.evaluate("document.activeElement.closest('.work-content') !== null")


async def test_nothing_scrolls_inside_the_panel(app: Litestar, chromium: Launcher, cast: Cast) -> None:
    async with at_a_screen(chromium, app, scripts=True) as person:
        page = await _contract(person, cast)
        await person.press("确认合同", expect=422)
        assert await page.locator(".work-panel").evaluate("e => e.scrollHeight - e.clientHeight") == 0
        await page.locator(".work-panel input[type=password]").click()  # refused if anything lay over it


async def test_of_a_range_only_the_wrong_end_is_red(app: Litestar, chromium: Launcher, cast: Cast) -> None:
    async with at_a_screen(chromium, app, scripts=True) as person:
        page = await _signed_in(person, cast.borrower.email)
        await person.open("/lending/requests/new")
        await person.press("直接提交", {"amount_min": "十来万", "amount_max": "10"}, expect=422)
        await page.locator("[name=project]").hover()
        red, other, plain = [
            await page.locator(f"[name={name}]").evaluate(_EDGE)
            for name in ("amount_min", "amount_max", "collateral_value")
        ]
        assert (red != plain, other) == (True, plain)


async def test_the_dialog_is_as_red_as_the_button_that_asks(app: Litestar, chromium: Launcher, cast: Cast) -> None:
    offer = await make_offer(cast.lender)
    async with at_a_screen(chromium, app, scripts=True) as person:
        page = await _signed_in(person, cast.lender.email)
        await person.open(f"/lending/offers/{offer}")
        for form, kind in (("withdrawal", "danger"), ("closure", "primary")):
            await page.locator(f"form[action$={form}] button").click()
            assert await page.locator(f"dialog[open] [data-dialog-yes].button-{kind}").count() == 1
            await page.keyboard.press("Escape")


@pytest.mark.parametrize("scripts", [True, False])
async def test_paper_shows_what_was_folded_and_whose_page_it_is(
    app: Litestar, chromium: Launcher, cast: Cast, scripts: bool
) -> None:
    async with at_a_screen(chromium, app, scripts=scripts) as person:
        page = await _contract(person, cast)
        assert not await page.get_by_text("剩余本金").first.is_visible()
        await page.emulate_media(media="print")
        assert await page.locator(".print-name").is_visible()
        assert await page.locator(".fold .data-table").first.is_visible()
        assert await page.locator(".sheet", has=page.locator("> .actions")).first.is_hidden()


async def test_printing_opens_what_is_folded_and_folds_it_again(app: Litestar, chromium: Launcher, cast: Cast) -> None:
    async with at_a_screen(chromium, app, scripts=True) as person:
        page = await _contract(person, cast)
        for event, folded in (("beforeprint", 0), ("afterprint", await page.locator(".fold:not([open])").count())):
            await page.evaluate(f"window.dispatchEvent(new Event('{event}'))")
            assert await page.locator(".fold:not([open])").count() == folded
