"""Serves on a free port of the loopback until standard input ends, as it does with the test process."""

import json
import os
import sys
import threading

from werkzeug.serving import make_server

from aws_stand_in.application import create_application


def main() -> None:
    server = make_server("127.0.0.1", 0, create_application(), threaded=True)
    threading.Thread(target=end_with_parent, daemon=True).start()
    print(json.dumps({"port": server.server_port}), flush=True)
    server.serve_forever()


def end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


main()
