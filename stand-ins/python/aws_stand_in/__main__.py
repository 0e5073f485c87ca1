"""Serves on a free port of the loopback until standard input ends, as it does with the test process."""

import json
import os
import signal
import sys
import threading

from werkzeug.serving import WSGIRequestHandler, make_server

from aws_stand_in.application import create_application
from aws_stand_in.sagemaker.layer import SagemakerLayer


class QuietHandler(WSGIRequestHandler):
    """Nobody reads a line for each request, which takes a tenth of the time of most. Errors are told."""

    def log_request(self, *_: object) -> None:
        pass


def main() -> None:
    server = make_server("127.0.0.1", 0, create_application(), threaded=True, request_handler=QuietHandler)
    os.environ["STAND_IN_ADDRESS"] = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=end_with_parent, daemon=True).start()
    signal.signal(signal.SIGTERM, lambda *_: end())
    print(json.dumps({"port": server.server_port}), flush=True)
    server.serve_forever()


def end_with_parent() -> None:
    sys.stdin.buffer.read()
    end()


def end() -> None:
    """What it has started ends with it."""
    for account in SagemakerLayer.accounts:
        account.training.kill_all()
    os._exit(0)


main()
