"""What a person at the terminal sees of long work: one line a step, and how far it is after two seconds."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TextIO, TypeVar

T = TypeVar("T")
EVERY_ON_A_TERMINAL, EVERY_IN_A_LOG = 0.2, 5.0  # seconds


class Progress:
    """Writes to ``out``; on a terminal the line of the running step is rewritten, in a log it is repeated sparsely."""

    def __init__(self, out: TextIO | None = None, clock: Callable[[], float] = time.monotonic):
        self.out = out or sys.stdout
        self.clock = clock
        self.live = self.out.isatty()
        self.said = 0.0
        self.title = ""

    def line(self, text: str = "") -> None:
        self.out.write(("\r\033[K" if self.live else "") + text + "\n")
        self.out.flush()

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Announce a step, and say how long it took when it is over."""
        began = self.said = self.clock()
        self.title = title
        self.out.write(f"  {title} …" + ("" if self.live else "\n"))
        self.out.flush()
        yield
        took = self.clock() - began
        if self.live or took > 2:
            self.line(f"  {title}: {took:.1f} s")

    def at(self, done: int, total: int | None = None, about: str = "") -> None:
        """Say how far the running step is, not more often than a person can read."""
        now = self.clock()
        if now - self.said < (EVERY_ON_A_TERMINAL if self.live else EVERY_IN_A_LOG):
            return
        self.said = now
        far = f"{done:,} of {total:,} ({done * 100 // max(total, 1)} %)" if total is not None else f"{done:,}"
        text = " ".join(part for part in (f"  {self.title}:", far, about) if part)
        self.out.write(f"\r\033[K{text}" if self.live else f"{text}\n")
        self.out.flush()

    def each(self, things: Iterable[T], total: int, about: Callable[[T], str] = str) -> Iterator[T]:
        """Walk through ``things`` and say where we are."""
        for number, thing in enumerate(things, 1):
            self.at(number - 1, total, about(thing))
            yield thing
