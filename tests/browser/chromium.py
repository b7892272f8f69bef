"""A person in Chromium, with the same verbs as the visitor without a screen, so that one journey serves both."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, Locator, Page, async_playwright

# A folder to save each page that is seen to, for looking at a journey afterwards.
SHOTS = os.environ.get("ZCZR_SHOTS", "")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--lang=zh-CN",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def executable() -> str | None:
    """The Chromium of this machine."""
    named = os.environ.get("ZCZR_CHROMIUM")
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return named or next((path for path in found if path), None)


@asynccontextmanager
async def launched() -> AsyncIterator[Any]:
    """A running Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable(), args=list(ARGUMENTS))
        yield browser
        await browser.close()


class Seen:
    """What the person sees now, read when it is asked for."""

    def __init__(self, title: str, text: str, errors: list[str], path: str) -> None:
        self.title = title
        self.text = text
        self.path = path
        self._errors = errors

    def errors(self) -> list[str]:
        """The sentences of the error summary."""
        return self._errors


class Chromium:
    """A person at a screen; every console error and every refused resource fails the journey."""

    def __init__(self, context: BrowserContext, page: Page, base: str, *, scripts: bool) -> None:
        self._context, self.page, self._base, self._scripts = context, page, base, scripts
        self._now: Seen | None = None
        self._shots = 0
        self.complaints: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, message: Any) -> None:
        # Chromium reports every answer of 4xx as an error; whether it was expected is what the journey says.
        if (
            message.type == "error"
            and "Failed to load resource" not in message.text
            and "htmx:" not in message.text
            and "Response Status Error" not in message.text
        ):
            self.complaints.append(message.text)

    @property
    def now(self) -> Seen:
        """The page in front of the person."""
        assert self._now is not None, "open a page first"
        return self._now

    async def open(self, path: str, *, expect: int = 200) -> Seen:
        """Type an address."""
        response = await self.page.goto(self._base + path if path.startswith("/") else path)
        assert response is not None
        assert response.status == expect, f"{path} answered {response.status}"
        return await self._look()

    async def follow(self, label: str, *, expect: int = 200) -> Seen:
        """Click the link that reads so."""
        link = self.page.get_by_role("link", name=label, exact=True).filter(visible=True).first
        href = await link.get_attribute("href")
        if await link.get_attribute("data-hx-get"):
            await link.click()
            return await self._look()
        async with self.page.expect_navigation():
            await link.click()
        assert href
        return await self._look()

    async def press(
        self,
        button: str,
        values: dict[str, Any] | None = None,
        *,
        files: dict[str, Any] | None = None,
        expect: int = 200,
        agree: bool = False,
        form: str = "",
    ) -> Seen:
        """Fill in a form and click a button of it; `agree` says yes where the site asks."""
        clicked = await self._button(button, form)
        owner = clicked.locator("xpath=ancestor::form")
        if not await owner.count():
            owner = self.page.locator(f"#{await clicked.get_attribute('form')}")
        for name, value in (values or {}).items():
            await self._fill(owner, name, value)
        for name, given in (files or {}).items():
            several = given if isinstance(given, list) else [given]
            await owner.locator(f"input[type=file][name='{name}']").set_input_files(
                [{"name": each[0], "mimeType": each[2], "buffer": each[1]} for each in several]
            )
        is_post = (await owner.get_attribute("method")) == "post"
        if agree and self._scripts:
            await clicked.click()
            clicked = self.page.locator("dialog[open] button.button-primary, dialog[open] button.button-danger").first
        async with self.page.expect_response(
            lambda response: (response.request.method == "POST") is is_post and "/assets/" not in response.url
        ) as answered:
            await clicked.click()
        status = (await answered.value).status
        seen = await self._look()
        if agree and not self._scripts:
            return await self.press(button, expect=expect)
        assert status in ({200, 204, 303} if expect == 200 else {expect}), (
            f"{button}: {status} {seen.errors() or seen.text[:300]}"
        )
        return seen

    async def choose(self, name: str, value: str) -> Seen:
        """Choose in a select that others depend on, and let them follow."""
        if not self._scripts:
            return await self.press("更新", {name: value})
        async with self.page.expect_response(lambda response: "/partials/" in response.url):
            await self.page.locator(f"select[name='{name}']").select_option(value)
        return await self._look()

    async def _button(self, label: str, form: str) -> Locator:
        if label == "退出登录":
            await self.page.locator("details.menu > summary").click()
        scope = self.page.locator(f"form[action*='{form}']") if form else self.page
        button = (
            scope.get_by_role("button", name=re.compile(rf"^{re.escape(label)}\s*(：|$)")).filter(visible=True).first
        )
        if not await button.count():
            # A button inside a folded part: open what hides it.
            for fold in await self.page.locator("details:not([open]) > summary").all():
                if await fold.is_visible():
                    await fold.click()
        await button.wait_for(timeout=5000)
        return button

    async def _fill(self, form: Locator, name: str, value: Any) -> None:
        field = form.locator(f"[name='{name}']")
        first = field.first
        kind = await first.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
        if not await first.is_visible() and kind not in {"radio", "checkbox"}:
            await first.evaluate(
                "e => { for (let d = e.closest('details'); d; d = d.parentElement.closest('details')) d.open = true }"
            )
        if kind == "select":
            await first.select_option(value if isinstance(value, list) else str(value))
            await self._settle()
        elif kind in {"radio", "checkbox"}:
            for each in value if isinstance(value, list) else [value]:
                await form.locator(f"[name='{name}'][value='{each}']").check()
        else:
            await first.fill(str(value))

    async def _settle(self) -> None:
        """Wait until nothing is loading and nothing is being swapped."""
        await self.page.wait_for_load_state("load")
        if self._scripts:
            quiet = "() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')"
            await self.page.wait_for_timeout(60)
            await self.page.wait_for_function(quiet)
            await self.page.wait_for_load_state("load")

    async def _look(self) -> Seen:
        await self._settle()
        for attempt in range(3):
            try:
                title = await self.page.locator("h1").first.inner_text()
                text = " ".join(((await self.page.locator("body").text_content()) or "").split())
                errors = [
                    " ".join(each.split())
                    for each in await self.page.locator("[data-error-summary] li").all_inner_texts()
                ]
                break
            except Exception:
                if attempt == 2:
                    raise
                await self.page.wait_for_timeout(200)
        url = self.page.url.removeprefix(self._base)
        self._now = Seen(title, text, errors, url)
        if SHOTS:
            self._shots += 1
            name = f"{'on' if self._scripts else 'off'}-{self._shots:02d}-{url.strip('/').replace('/', '_')[:40] or 'home'}.png"
            await self.page.screenshot(path=str(Path(SHOTS) / name), full_page=True)
        return self._now
