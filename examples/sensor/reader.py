"""Reads a DHT11 by the kernel's driver, and tells its last good value to whoever asks at port 8080.

Where the values are: https://www.kernel.org/doc/Documentation/ABI/testing/sysfs-bus-iio
A read fails now and then (about one in four): the wire has no clock, and a Pi is busy. Then it is tried again, a little
later each time. What was never read is never shown: there is no value in the place of a missing one.
"""

import glob
import json
import os
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FOLDER = os.environ.get("SENSORS", "/sys/bus/iio/devices")
NAME = os.environ.get("SENSOR", "dht11")
EVERY_SECONDS = 2
LONGEST_PAUSE_SECONDS = 30

# File of the kernel → name in the answer. Both are in thousandths.
FILES = {"in_temp_input": "celsius", "in_humidityrelative_input": "humidity"}

last = None  # (when it was read, by the monotonic clock; {"celsius": 21.3, "humidity": 43.0})
mistake = "nothing was read yet"


def find_sensor():
    """The folder of the sensor: its number changes with the other sensors of the board."""
    for path in sorted(glob.glob(f"{FOLDER}/*/name")):
        with open(path) as file:
            if file.read().strip().split("@")[0] == NAME:
                return os.path.dirname(path)
    raise OSError(f"no {NAME} in {FOLDER}")


def read_sensor():
    folder = find_sensor()
    values = {}
    for name, key in FILES.items():
        with open(f"{folder}/{name}") as file:
            values[key] = int(file.read()) / 1000
    return values


def keep_reading():
    global last, mistake
    pause = 1
    while True:
        try:
            values = read_sensor()
            last, mistake, pause = (time.monotonic(), values), None, 1
            time.sleep(EVERY_SECONDS)
        except (OSError, ValueError) as error:
            if mistake != str(error):
                print(error, file=sys.stderr, flush=True)
            mistake = str(error)
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)


def reading():
    if last is None:
        return 503, {"sensor": NAME, "mistake": mistake}
    at, values = last
    return 200, {"sensor": NAME, **values, "age": round(time.monotonic() - at, 1), "mistake": mistake}


def metrics():
    """The same for Prometheus and its kind: https://prometheus.io/docs/instrumenting/exposition_formats/"""
    status, told = reading()
    if status != 200:
        return ""
    numbers = {"celsius": told["celsius"], "humidity_percent": told["humidity"], "age_seconds": told["age"]}
    return "".join(f'sensor_{key}{{sensor="{NAME}"}} {value}\n' for key, value in numbers.items())


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/reading":
            status, told = reading()
            self.answer(status, "application/json", json.dumps(told))
        elif self.path == "/metrics":
            self.answer(200, "text/plain; version=0.0.4", metrics())
        elif self.path == "/alive":
            self.answer(200, "text/plain", "yes\n")
        else:
            self.answer(404, "text/plain", "There are /reading and /metrics here.\n")

    def answer(self, status, kind, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Says nothing: somebody asks every second."""


signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
threading.Thread(target=keep_reading, daemon=True).start()
ThreadingHTTPServer(("", 8080), Handler).serve_forever()
