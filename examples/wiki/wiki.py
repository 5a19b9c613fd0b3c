"""A wiki: pages that everybody may change, each a file of the volume at /pages.

A page is plain text. A blank line begins a paragraph, and [[Other page]] is a link. Whoever saves a page that somebody else
has changed meanwhile gets both texts to look at, and nothing is lost.
"""

import hashlib
import html
import os
import re
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, unquote, urlsplit

FOLDER = os.environ.get("PAGES", "/pages")
FIRST = "Start"
LINK = re.compile(r"\[\[(.+?)\]\]")
NAME = re.compile(r"[\w][\w -]{0,60}")
LONGEST_BYTES = 200_000

FRAME = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>body {{ font-family: sans-serif; max-width: 40em; margin: 1em auto; padding: 0 1em }} textarea {{ width: 100% }}</style>
<p><a href="/{first}">{first}</a></p>
<h1>{title}</h1>
{body}
</html>
"""


def path_of(name):
    return os.path.join(FOLDER, f"{name}.txt")


def read(name):
    try:
        with open(path_of(name), encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def write(name, text):
    """The whole page or nothing: a board may lose its power at any moment."""
    with open(f"{path_of(name)}.new", "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(f"{path_of(name)}.new", path_of(name))
    folder = os.open(FOLDER, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def mark(text):
    return hashlib.sha256(text.encode()).hexdigest()


def linked(match):
    name = match.group(1)
    return f'<a href="/{quote(html.unescape(name))}">{name}</a>'


def shown(text):
    paragraphs = re.split(r"\n\s*\n", html.escape(text.strip()))
    return "".join(f"<p>{LINK.sub(linked, part)}</p>\n" for part in paragraphs)


def form(name, text, base):
    return f"""<form method="post" action="/{quote(name)}">
<input type="hidden" name="base" value="{base}">
<p><textarea name="text" rows="20">{html.escape(text)}</textarea></p>
<p><button>Save</button></p>
</form>"""


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        name, query = self.asked()
        if name is None:
            return self.answer(404, "No such page", "<p>Names have letters, digits, spaces, - and _.</p>")
        text = read(name)
        if query == "edit" or text == "":
            return self.answer(200, name, form(name, text, mark(text)))
        self.answer(200, name, f'{shown(text)}<p><a href="?edit">Change this page</a></p>')

    def do_POST(self):
        name, _ = self.asked()
        length = int(self.headers.get("Content-Length", 0))
        if name is None or length > LONGEST_BYTES:
            return self.answer(400, "Not saved", "<p>The name cannot be one, or the page is too long.</p>")
        fields = parse_qs(self.rfile.read(length).decode(), keep_blank_values=True)
        text, base = fields.get("text", [""])[0].replace("\r\n", "\n"), fields.get("base", [""])[0]
        now = read(name)
        if base != mark(now):
            both = f"<p>Somebody else has changed it meanwhile:</p>{shown(now)}<p>Yours:</p>{form(name, text, mark(now))}"
            return self.answer(409, name, both)
        write(name, text)
        self.send_response(303)
        self.send_header("Location", f"/{quote(name)}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def asked(self):
        parts = urlsplit(self.path)
        name = unquote(parts.path).strip("/") or FIRST
        return (name if NAME.fullmatch(name) else None), parts.query

    def answer(self, status, title, body):
        page = FRAME.format(title=html.escape(title), body=body, first=FIRST).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_):
        """Says nothing: the probe asks every five seconds."""


signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
ThreadingHTTPServer(("", 8080), Handler).serve_forever()
