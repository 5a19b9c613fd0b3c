"""The shop as people see it: it asks the stock for goods, and hands orders on. Any number of these may run.

Stock and orders are asked by the names of their Services. While orders get a new pod they are asked again for some seconds:
an order has an id, so it counts once however often it is sent.
"""

import html
import json
import os
import signal
import threading
import time
import urllib.request
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

STOCK = os.environ.get("STOCK", "http://shop-stock/goods")
ORDERS = os.environ.get("ORDERS", "http://shop-orders/")
PATIENCE_SECONDS = 20

FRAME = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Shop</title>
<h1>The shop of our street</h1>
{body}
</html>
"""


def ask(url, body=None):
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            data = None if body is None else json.dumps(body).encode()
            with urllib.request.urlopen(url, data=data, timeout=3) as response:
                return json.load(response)
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.3)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/alive":
            return self.answer(200, "yes")
        rows = "".join(
            f"<p>{html.escape(one['name'])}, {one['cents'] / 100:.2f} € "
            f'<button name="what" value="{html.escape(key)}">Order</button></p>'
            for key, one in ask(STOCK).items()
        )
        self.answer(200, f'<form method="post">{rows}</form>')

    def do_POST(self):
        fields = parse_qs(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())
        what = fields.get("what", [""])[0]
        if what not in ask(STOCK):
            return self.answer(400, "<p>We have no such thing.</p>")
        ask(ORDERS, {"id": uuid.uuid4().hex, "what": what})
        self.answer(200, "<p>Thank you. It is on its way.</p>")

    def answer(self, status, body):
        page = FRAME.format(body=body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = False  # When it stops, requests that have begun are finished first.
    request_queue_size = 64


server = Server(("", 8080), Handler)
signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
server.serve_forever()
server.server_close()
