"""Text of others for a terminal: it must neither steer the terminal nor break a line in two."""

from __future__ import annotations

import re
import sys

# A terminal obeys these; what others wrote may hold them. Line ends are for whoever writes several lines.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def harmless(text: str) -> str:
    """The text with what steers a terminal written as JSON writes it, so that JSON still says the same."""
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def one_line(text: str) -> str:
    """The text on a single line."""
    return harmless(" ".join(text.split("\n")))


def say(text: str) -> None:
    """Print at once: a long run is watched, and an error must not come before what was done.

    `surrogateescape` in a file name must not end the run.
    """
    sys.stdout.buffer.write(harmless(text).encode("utf8", "replace") + b"\n")
    sys.stdout.buffer.flush()
