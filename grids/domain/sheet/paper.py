"""The two sizes of paper, and where on them the map lies. All lengths are millimetres."""

from dataclasses import dataclass

from grids.enums import Paper

MM_PER_POINT = 25.4 / 72
HIGH = (4.2, 7.2)  # mm: the lowest and the highest line of the table


@dataclass(frozen=True, slots=True)
class Layout:
    """A landscape sheet. ``rows`` lines of the table stand beside the map; where it is 0 they follow on a new page."""

    width: float
    height: float
    margin: float
    map_width: float
    map_height: float
    rows: int
    room: float  # for the lines of the table, which are as high as there is room for, within HIGH

    def row_height(self, lines: int) -> float:
        return min(max(self.room / lines, HIGH[0]), HIGH[1])


LAYOUTS = {
    Paper.A3: Layout(420, 297, 12, 238, 224, 22, 126),
    Paper.A4: Layout(297, 210, 10, 277, 150, 0, 158),
}
