"""Serves the packaged model over HTTP, by the contract of a SageMaker inference container.

GET  /ping         200 when the model is loaded, with all that it says of itself
POST /invocations  JSON list of rows in; species and probabilities of every row out, with version, digest and metrics
"""
from __future__ import annotations

import argparse
import json
import math
import sys
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import TCPServer, ThreadingMixIn

import features
import logistic

HERE = Path(__file__).resolve().parent
MAX_BODY_BYTES = 1024 * 1024
MAX_ROWS = 1000
LARGEST_MEASUREMENT = 1_000_000


class BadRequest(Exception):
    """A request that cannot be answered; its text is the sentence the caller reads."""

    def __init__(self, sentence: str, status: int = 400):
        super().__init__(sentence)
        self.status = status


class Predictor:
    """The model of one package."""

    def __init__(self, package: Path):
        model = json.loads((package / "model.json").read_text(encoding="utf-8"))
        self.manifest = json.loads((package / "manifest.json").read_text(encoding="utf-8"))
        evaluation = json.loads((package / "evaluation.json").read_text(encoding="utf-8"))
        self.metrics = {name: evaluation[name] for name in ("accuracy", "macro_f1", "log_loss")}
        self._classes = model["classes"]
        self._inputs = [features.Input(**item) for item in model["inputs"]]
        self._weights = logistic.Weights(model["coefficients"], model["intercepts"])

    def answer(self, document: object) -> dict:
        rows = self._checked(document)
        return {
            "version": self.manifest["version"],
            "digest": self.manifest["digest"],
            "metrics": self.metrics,
            "predictions": [self._predict(row) for row in rows],
        }

    def _predict(self, row: dict) -> dict:
        values = logistic.probabilities(self._weights, features.standardise(row, self._inputs))
        best = max(range(len(values)), key=values.__getitem__)
        return {
            "species": self._classes[best],
            "probabilities": {name: round(value, 6) for name, value in zip(self._classes, values)},
        }

    def _checked(self, document: object) -> list[dict]:
        if not isinstance(document, list) or not document:
            raise BadRequest("Send a JSON list with at least one row, such as [{\"body_mass_g\": 3750}].")
        if len(document) > MAX_ROWS:
            raise BadRequest(f"Send at most {MAX_ROWS} rows at once, not {len(document)}.")
        for number, row in enumerate(document, start=1):
            self._check_row(number, row)
        return document

    def _check_row(self, number: int, row: object) -> None:
        names = [item.name for item in self._inputs]
        if not isinstance(row, dict):
            raise BadRequest(f"Row {number} must be an object with measurements.")
        if all(row.get(name) is None for name in names):
            raise BadRequest(f"Row {number} has none of the measurements this model uses: {', '.join(names)}.")
        for name in names:
            value = row.get(name)
            if value is not None and not _is_measurement(value):
                raise BadRequest(f"Row {number}: {name} must be a number above 0 and below {LARGEST_MEASUREMENT}, or null.")


def _is_measurement(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return math.isfinite(value) and 0 < value < LARGEST_MEASUREMENT


class Handler(BaseHTTPRequestHandler):
    predictor: Predictor
    # A client that stops sending must not hold its thread, and so the shutdown, for ever.
    timeout = 30

    def do_GET(self) -> None:
        if self.path == "/ping":
            self._reply(200, {**self.predictor.manifest, "metrics": self.predictor.metrics})
        else:
            self._reply(404, {"error": "There is only GET /ping and POST /invocations."})

    def do_POST(self) -> None:
        try:
            if self.path != "/invocations":
                raise BadRequest("There is only GET /ping and POST /invocations.", 404)
            self._reply(200, self.predictor.answer(self._document()))
        except BadRequest as refused:
            self._reply(refused.status, {"error": str(refused)})

    def _document(self) -> object:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit():
            raise BadRequest("The request needs a Content-Length.", 411)
        if int(length) > MAX_BODY_BYTES:
            raise BadRequest(f"The request may have at most {MAX_BODY_BYTES} bytes.", 413)
        try:
            return json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError):
            raise BadRequest("The request body is not JSON.") from None

    def _reply(self, status: int, document: object) -> None:
        body = json.dumps(document).encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


# Not http.server.HTTPServer: it looks up the host's name in DNS when it binds, which can take seconds.
class Server(ThreadingMixIn, TCPServer):
    allow_reuse_address = True
    # Requests in hand are answered before the process ends.
    daemon_threads = False


def stop_when_stdin_ends(server: Server) -> None:
    """Whoever started us holds our standard input; its end, however sudden, closes the pipe and ends us."""

    def wait() -> None:
        sys.stdin.buffer.read()
        server.shutdown()

    threading.Thread(target=wait, daemon=True).start()


def main() -> None:
    parser = argparse.ArgumentParser(description="Serves the packaged model.")
    parser.add_argument("command", nargs="?", choices=["serve"], help="accepted because SageMaker passes it")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8080, help="0 chooses a free port")
    parser.add_argument("--until-stdin-ends", action="store_true", help="stop when standard input is closed")
    options = parser.parse_args()

    Handler.predictor = Predictor(HERE)
    with Server((options.host, options.port), Handler) as server:
        if options.until_stdin_ends:
            stop_when_stdin_ends(server)
        print(f"{Handler.predictor.manifest['version']} on http://{options.host}:{server.server_address[1]}", flush=True)
        try:
            server.serve_forever(poll_interval=0.05)
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
