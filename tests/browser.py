"""A page in the system's own Chromium, spoken to through a pipe: no driver, no port, no download."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), "")
NO_CHROMIUM = "There is no Chromium here, so nothing of the page's behaviour was tested."

_AXE = Path(os.environ.get("AXE_CORE") or "node_modules/axe-core/axe.min.js")
NO_AXE = "axe-core is not here (npm install --no-save axe-core), so the rules of accessibility were not run."

_KEYS = {"Tab": 9, "Enter": 13, "Escape": 27, " ": 32, "ArrowDown": 40, "ArrowUp": 38}
# Chromium reads from file 3 and writes to file 4.
_ONTO_3_AND_4 = (
    "import fcntl, os, sys; r, w = (fcntl.fcntl(int(n), fcntl.F_DUPFD, 10) for n in sys.argv[1:3]); "
    "os.dup2(r, 3); os.dup2(w, 4); os.execv(sys.argv[3], sys.argv[3:])"
)


def axe_source() -> str:
    """The text of axe-core; empty where it is not installed."""
    return _AXE.read_text(encoding="utf-8") if _AXE.is_file() else ""


class Page:
    """One page. `requests` are the addresses that it asked for, `faults` what its console told of."""

    def __init__(self, to: int, back: int) -> None:
        self._to, self._back, self._sent, self._left = to, back, 0, b""
        self.requests: list[str] = []
        self.faults: list[str] = []
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def _call(self, method, session=None, **given):
        self._sent += 1
        message = {"id": self._sent, "method": method, "params": given, **({"sessionId": session} if session else {})}
        self._write(json.dumps(message).encode() + b"\0")
        while True:
            told = self._read()
            if told.get("id") == self._sent:
                if "error" in told:
                    raise RuntimeError(told["error"]["message"])
                return told["result"]
            self._note(told)

    def _write(self, data):
        while data:
            data = data[os.write(self._to, data) :]

    def _read(self):
        while b"\0" not in self._left:
            more = os.read(self._back, 1 << 20)
            if not more:
                raise RuntimeError("Chromium has ended")
            self._left += more
        message, _, self._left = self._left.partition(b"\0")
        return json.loads(message)

    def _note(self, told):
        params = told.get("params", {})
        if told.get("method") == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif told.get("method") == "Runtime.exceptionThrown":
            self.faults.append(params["exceptionDetails"]["exception"].get("description", "exception"))
        elif told.get("method") == "Log.entryAdded":
            self.faults.append(params["entry"]["text"])

    def call(self, method, **given):
        return self._call(method, self._session, **given)

    def evaluate(self, expression):
        """The value of a JavaScript expression, waited for if it is a promise."""
        done = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in done:
            raise RuntimeError(done["exceptionDetails"]["exception"].get("description", "exception"))
        return done["result"].get("value")

    def open(self, path, fragment=""):
        """Load a file and wait until it is there."""
        self.call("Page.navigate", url="about:blank")
        self.call("Page.navigate", url=path.resolve().as_uri() + fragment)
        self.wait("location.protocol == 'file:' && document.readyState == 'complete'")

    def wait(self, expression, seconds=60):
        until = time.monotonic() + seconds
        while not self.evaluate(expression):
            if time.monotonic() > until:
                raise TimeoutError(expression)
            time.sleep(0.02)

    def size(self, width, height=900):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def dark(self, dark=True):
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])

    def key(self, name, shift=False):
        """Press and release one key."""
        given = {"key": name, "code": "Space" if name == " " else name, "windowsVirtualKeyCode": _KEYS[name]}
        text = {"Enter": "\r", " ": " "}.get(name)
        self.call("Input.dispatchKeyEvent", type="keyDown", modifiers=8 * shift, **given, **({"text": text} if text else {}))
        self.call("Input.dispatchKeyEvent", type="keyUp", modifiers=8 * shift, **given)

    def write(self, text):
        self.call("Input.insertText", text=text)

    def axe(self, within="document"):
        """What axe-core finds against WCAG 2.2, A and AA, and best practice: rule and first elements."""
        # Through the debugger, so that the page's own policy stays as strict as it is.
        self.evaluate("1" if self.evaluate("typeof axe == 'object'") else axe_source() + "; 1")
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
        run = f"axe.run({within}, {{runOnly: {json.dumps(tags)}, resultTypes: ['violations']}})"
        nodes = "rule.nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(' | ')"
        told = f"done.violations.map((rule) => rule.id + ': ' + {nodes})"
        return self.evaluate(f"{run}.then((done) => {told})")

    def picture(self, path):
        data = self.call("Page.captureScreenshot", format="png")["data"]
        path.write_bytes(base64.b64decode(data))


@contextmanager
def chromium() -> Iterator[Page]:
    """A page of a Chromium of its own, with nothing on it yet."""
    read, to = os.pipe()
    back, write = os.pipe()
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage"]
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [CHROMIUM, *options, "--remote-debugging-pipe", f"--user-data-dir={profile}"]
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        started = [sys.executable, "-c", _ONTO_3_AND_4, str(read), str(write), *command]
        process = subprocess.Popen(started, pass_fds=(read, write), **quiet)
        os.close(read)
        os.close(write)
        try:
            yield (page := Page(to, back))
            with suppress(RuntimeError, OSError):
                page._call("Browser.close")
        finally:
            os.close(to)
            os.close(back)
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()
