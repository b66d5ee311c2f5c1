"""A real browser for tests of pages: what it logs, and the keys that are pressed in it."""

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlparse

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
WAIT_S = 30
HANGS_S = 10
"""A page that is not there by then is asked for once more."""

in_browser = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium or its driver is not installed"),
]
"""Marks of tests that start one."""


@contextmanager
def chromium(downloads: Path, width: int = 1280, height: int = 800) -> Iterator:
    """Start a browser that logs each request and each message of the console."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        # A container may have hardly any shared memory.
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        f"--window-size={width},{height}",
    ):
        options.add_argument(argument)
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    service = webdriver.ChromeService(executable_path=DRIVER)
    browser = webdriver.Chrome(options=options, service=service)
    try:
        yield browser
    finally:
        browser.quit()


def visit(driver, address: str) -> None:
    """Open a page, whatever the last one was still at.

    On a machine under load Chromium may hang as it leaves a page whose videos play; it answers
    to the next try.
    """
    from selenium.common.exceptions import TimeoutException

    longest_s = driver.timeouts.page_load
    driver.set_page_load_timeout(HANGS_S)
    try:
        driver.get("about:blank")
        driver.get(address)
        return
    except TimeoutException:
        pass
    finally:
        driver.set_page_load_timeout(longest_s)
    driver.get(address)


def in_step(films: str) -> str:
    """Return an expression: films stand within a frame of each other, at arguments[0] a second."""
    apart = "((at) => Math.max(...at) - Math.min(...at))"
    return f"{apart}({films}.map((one) => one.currentTime)) < 1 / arguments[0]"


class Visitor:
    """Who looks at a page and presses keys."""

    def __init__(self, driver):
        self.driver = driver

    def js(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def press(self, *keys):
        from selenium.webdriver import ActionChains

        ActionChains(self.driver).send_keys(*keys).perform()

    def until(self, script, *arguments):
        """Wait until an expression is true."""
        end = time.monotonic() + WAIT_S
        while time.monotonic() < end:
            if self.js(f"return Boolean({script})", *arguments):
                return
            time.sleep(0.05)
        raise AssertionError(f"never true: {script}\n{self.text}")

    @property
    def text(self):
        """What can be read on the page."""
        return self.js("return document.body.innerText")

    def forget_logs(self):
        self.driver.get_log("browser")
        self.driver.get_log("performance")

    def complaints(self):
        """Return what the console says that is no mere information."""
        return [line for line in self.driver.get_log("browser") if line["level"] != "INFO"]

    def asked_schemes(self):
        """Return the schemes of all addresses that the page has asked for."""
        events = [json.loads(line["message"]) for line in self.driver.get_log("performance")]
        asked = [
            event["message"]["params"]["request"]["url"]
            for event in events
            if event["message"]["method"] == "Network.requestWillBeSent"
        ]
        return {urlparse(url).scheme for url in asked}
