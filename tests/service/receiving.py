"""A server that is told things."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer


@contextmanager
def receiving(*statuses: int, tls: ssl.SSLContext | None = None) -> Iterator[tuple[str, list]]:
    """Its address, and what it was sent; it answers these in turn, the last of them for ever.

    With `tls` it speaks HTTPS, and is called localhost as its certificate has it.
    """
    heard: list = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            heard.append((self.path, dict(self.headers), body))
            status = statuses[min(len(heard), len(statuses)) - 1]
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # who does not trust it breaks off
    scheme, host = ("https", "localhost") if tls else ("http", "127.0.0.1")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"{scheme}://{host}:{server.server_port}/hook?a=1", heard
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
