"""A web page with the last value of the sensor, and how old the value is.

It asks the reader every second and keeps the answer: the page answers also while the sensor's node is off. Two of
these run, on two nodes.
"""

import html
import json
import os
import signal
import sys
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

READER = os.environ.get("READER", "http://sensor-reader/reading")
OLD_SECONDS = 30

last = None  # (when the value was read, by the monotonic clock; the reader's answer)


def keep_asking():
    global last
    while True:
        try:
            with urllib.request.urlopen(READER, timeout=2) as response:
                told = json.load(response)
            last = (time.monotonic() - told["age"], told)
        except (OSError, ValueError, KeyError):
            pass  # Nothing to do: the page shows how old its value is.
        time.sleep(1)


def words(seconds):
    for length, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= length:
            count = int(seconds // length)
            return f"{count} {name}{'' if count == 1 else 's'}"
    return f"{int(seconds)} seconds"


def page():
    if last is None:
        return "<p class=old>The sensor has told nothing yet.</p>"
    at, told = last
    age = time.monotonic() - at
    state = "old" if age > OLD_SECONDS else "new"
    return (
        f"<p class=value>{told['celsius']:.1f} °C</p><p class=value>{told['humidity']:.0f} %</p>"
        f"<p class={state}>{html.escape(told['sensor'])}, read {words(age)} ago</p>"
    )


FRAME = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="5">
<title>Sensor</title>
<style>
body {{ font-family: sans-serif; text-align: center }}
.value {{ font-size: 3em; margin: 0.3em }}
.old {{ color: #b00 }}
</style>
{body}
</html>
"""


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = FRAME.format(body=page()).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Says nothing: the page asks for itself every five seconds."""


signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
threading.Thread(target=keep_asking, daemon=True).start()
ThreadingHTTPServer(("", 8080), Handler).serve_forever()
