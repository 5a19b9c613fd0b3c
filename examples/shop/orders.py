"""Keeps orders, a line each, in the volume at /orders: POST / takes one, GET / tells how many there are.

An answer goes out once the order is on the disk. Each order has an id, so one that is sent twice counts once.
"""

import json
import os
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATH = os.path.join(os.environ.get("ORDERS", "/orders"), "orders.jsonl")
lock = threading.Lock()
known = set()
if os.path.exists(PATH):
    with open(PATH) as file:
        for line in file:
            try:
                known.add(json.loads(line)["id"])
            except ValueError:
                pass  # A power cut left half a line. Its order was never confirmed.


def keep(order):
    with lock:
        if order["id"] in known:
            return
        with open(PATH, "a") as file:
            file.write(f"\n{json.dumps(order)}")
            file.flush()
            os.fsync(file.fileno())
        known.add(order["id"])


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer(200, {"orders": len(known)})

    def do_POST(self):
        try:
            order = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            keep({"id": str(order["id"]), "what": str(order["what"])})
        except (ValueError, KeyError, TypeError):
            return self.answer(400, {"mistake": "an order is {id, what}"})
        self.answer(200, {"id": order["id"]})

    def answer(self, status, told):
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
ThreadingHTTPServer(("", 8080), Handler).serve_forever()
