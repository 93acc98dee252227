"""A real browser that looks at every page as a careful visitor would: axe, narrow and wide, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, ViewportSize, expect, sync_playwright

from kernel.accounts.models import User

PASSWORD = "Yunjiang-2026"
WIDE, NARROW = ViewportSize(width=1280, height=900), ViewportSize(width=360, height=800)
# What axe is asked for: everything that WCAG 2.2 A and AA, and good practice, can be told by a machine.
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@contextmanager
def chromium(path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class Visitor:
    """One person at one browser; what goes wrong behind the page is collected and told by `look`."""

    def __init__(self, browser: Browser, host: str) -> None:
        self.host = host
        self.complaints: list[str] = []
        self.page: Page = browser.new_context(viewport=WIDE, locale="zh-CN").new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("request", self._request)

    def sign_in(self, username: str) -> Visitor:
        self.open("/accounts/login/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url("**/work/")
        return self

    def enter(self, username: str) -> Visitor:
        """Be signed in already, where the page of signing in is not what is looked at."""
        client = Client()
        client.force_login(User.objects.get(username=username))
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        self.page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.host}])
        return self

    def open(self, path: str) -> Page:
        self.page.goto(self.host + path)
        return self.page

    def follow(self, selector: str) -> Page:
        """Click what leads to another page, and wait until that page is there."""
        with self.page.expect_navigation():
            self.page.click(selector)
        return self.page

    def sees(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    def look(self) -> None:
        """Fails with a list: what axe found, what leaves a screen of 360 px, what console and network said."""
        found = [f"{self.page.url} {complaint}" for complaint in self.complaints]
        for violation in Axe().run(self.page, options=RULES).response["violations"]:
            places = [node["target"] for node in violation["nodes"]][:3]
            found.append(f"{self.page.url} axe {violation['id']}: {violation['help']} at {places}")
        for size in (NARROW, WIDE):
            self.page.set_viewport_size(size)
            over = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if over > 0:
                found.append(f"{self.page.url} is {over} px wider than {size['width']} px")
        self.complaints.clear()
        assert not found, "\n".join(found)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        address: Any = urlsplit(request.url)
        if address.scheme in ("http", "https") and address.netloc != urlsplit(self.host).netloc:
            self.complaints.append(f"request to another host: {request.url}")
