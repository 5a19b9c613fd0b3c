"""What the shop has, and what it costs: GET /goods. Any number of these may run, as they keep nothing."""

import json
import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

with open("/program/goods.json") as file:
    GOODS = json.dumps(json.load(file)).encode()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(GOODS)))
        self.end_headers()
        self.wfile.write(GOODS)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = False  # When it stops, requests that have begun are finished first.


server = Server(("", 8080), Handler)
signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
server.serve_forever()
server.server_close()
