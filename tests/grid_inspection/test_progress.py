"""What a person sees of long work: sparse lines in a log, one rewritten line on a terminal."""

import io

from grid_inspection.progress import Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_short_step_in_a_log_is_one_line():
    out = io.StringIO()
    with Progress(out, Clock()).step("Starting"):
        pass
    assert out.getvalue() == "  Starting …\n"


def test_a_long_step_in_a_log_says_how_far_it_is_every_five_seconds_and_how_long_it_took():
    out, clock = io.StringIO(), Clock()
    progress = Progress(out, clock)
    with progress.step("Delivering"):
        for second in range(12):
            clock.now = float(second)
            progress.at(second, 12, "files")
    assert out.getvalue().splitlines() == [
        "  Delivering …",
        "  Delivering: 5 of 12 (41 %) files",
        "  Delivering: 10 of 12 (83 %) files",
        "  Delivering: 11.0 s",
    ]


def test_on_a_terminal_the_line_is_rewritten():
    out, clock = Terminal(), Clock()
    progress = Progress(out, clock)
    with progress.step("Delivering"):
        clock.now = 1.0
        progress.at(1_000)
    assert out.getvalue() == "  Delivering …\r\033[K  Delivering: 1,000\r\033[K  Delivering: 1.0 s\n"


def test_each_walks_through_everything():
    out, clock = io.StringIO(), Clock()
    progress = Progress(out, clock)
    with progress.step("Walking"):
        assert list(progress.each("abc", 3)) == ["a", "b", "c"]


def test_a_step_that_fails_is_not_said_to_be_over():
    out, clock = io.StringIO(), Clock()
    try:
        with Progress(out, clock).step("Failing"):
            clock.now = 9.0
            raise KeyError
    except KeyError:
        pass
    assert out.getvalue() == "  Failing …\n"
