"""Sheets of A4 that fill from the top: marks at their places, rows that go over to the next sheet. Points. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

WIDTH, HEIGHT = 595.28, 841.89
LEFT, RIGHT, TOP, BOTTOM = 56.0, 56.0, 58.0, 66.0
BODY = WIDTH - LEFT - RIGHT


@dataclass(frozen=True, slots=True)
class Style:
    """How text is set; `bold` thickens the one weight that the font has."""

    size: float = 10
    colour: str = "#17212b"
    bold: bool = False
    leading: float = 1.55

    @property
    def step(self) -> float:
        """From one line of text to the next."""
        return self.size * self.leading


@dataclass(frozen=True, slots=True)
class Text:
    x: float
    y: float
    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled rectangle; a thin one is a rule."""

    x: float
    y: float
    width: float
    height: float
    colour: str


Mark = Text | Bar
Measure = Callable[[str, float], float]


@dataclass(frozen=True, slots=True)
class Cell:
    """Lines that were broken to fit `width` at `x`."""

    x: float
    width: float
    lines: Sequence[str]
    style: Style = Style()
    to_right: bool = False

    def upto(self, count: int) -> "Cell":
        return replace(self, lines=self.lines[:count])

    def beyond(self, count: int) -> "Cell":
        return replace(self, lines=self.lines[count:])


@dataclass(frozen=True, slots=True)
class Row:
    """Cells side by side with room above and below; `fill` lies behind them, `rule` under them."""

    cells: Sequence[Cell]
    pad: float = 0
    fill: str = ""
    rule: str = ""

    @property
    def height(self) -> float:
        return max((len(cell.lines) * cell.style.step for cell in self.cells), default=0) + 2 * self.pad

    def split(self, room: float) -> tuple["Row", "Row"]:
        """What fits the room, and the rest; at least a line of each cell that has one."""
        counts = [max(1, int((room - 2 * self.pad) / cell.style.step)) for cell in self.cells]
        head = [cell.upto(count) for cell, count in zip(self.cells, counts, strict=True)]
        tail = [cell.beyond(count) for cell, count in zip(self.cells, counts, strict=True)]
        return replace(self, cells=head), replace(self, cells=tail)


@dataclass(slots=True)
class Sheets:
    """What was set so far. `crown` is what every sheet but the first begins with."""

    measure: Measure
    crown: Sequence[Mark] = ()
    pages: list[list[Mark]] = field(default_factory=lambda: [[]])
    y: float = HEIGHT - TOP

    @property
    def room(self) -> float:
        return self.y - BOTTOM

    def turn(self) -> None:
        """Go on at the top of a new sheet."""
        self.pages.append(list(self.crown))
        self.y = HEIGHT - TOP - (14 if self.crown else 0)

    def keep_together(self, height: float) -> None:
        """Turn unless this much still fits: a heading does not stay behind alone."""
        if height > self.room:
            self.turn()

    def skip(self, height: float) -> None:
        self.y = max(self.y - height, BOTTOM)

    def mark(self, mark: Mark) -> None:
        self.pages[-1].append(mark)

    def put(self, row: Row, head: Row | None = None) -> None:
        """Set a row here or on the next sheet, under its repeated `head`; one taller than a sheet goes over several."""
        while row.height > self.room:
            fresh = self.y >= HEIGHT - TOP - 14 - (head.height if head else 0) - 1
            if fresh or (row.height > (HEIGHT - TOP - BOTTOM) / 3 and self.room > 80):
                begun, row = row.split(self.room)
                self._set(begun)
            self.turn()
            if head:
                self._set(head)
        self._set(row)

    def _set(self, row: Row) -> None:
        height = row.height
        if row.fill:
            self.mark(Bar(LEFT, self.y - height, BODY, height, row.fill))
        for cell in row.cells:
            self._write(cell, self.y - row.pad)
        self.y -= height
        if row.rule:
            self.mark(Bar(LEFT, self.y, BODY, 0.5, row.rule))

    def _write(self, cell: Cell, top: float) -> None:
        style = cell.style
        for index, line in enumerate(cell.lines):
            baseline = top - index * style.step - (style.step + 0.72 * style.size) / 2
            x = cell.x + cell.width - self.measure(line, style.size) if cell.to_right else cell.x
            self.mark(Text(x, baseline, line, style))
