"""Runs a command on a pseudo-terminal of 80 columns and answers its questions.

terminal.py ANSWERS COMMAND... : ANSWERS is JSON, [[pattern, keys], …], each used once, in order.
Everything that the terminal shows goes to stdout; the exit code is the command's.
"""

import fcntl
import json
import os
import pty
import re
import struct
import sys
import termios

answers = json.loads(sys.argv[1])
process, terminal = pty.fork()
if process == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    os.execvp(sys.argv[2], sys.argv[2:])

shown = b""
while True:
    try:
        chunk = os.read(terminal, 65536)
    except OSError:  # What Linux says when the other side has gone.
        break
    if not chunk:
        break
    shown += chunk
    sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()
    if answers and re.search(answers[0][0].encode(), shown):
        _, keys = answers.pop(0)
        os.write(terminal, keys.encode())

_, status = os.waitpid(process, 0)
sys.exit(os.waitstatus_to_exitcode(status))
