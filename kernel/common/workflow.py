"""A life cycle as data: no database, no user, nothing to mock."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .errors import StepRefused

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Step:
    """One arrow of a life cycle: who may take it, from where to where, and whether a reason is owed."""

    name: str
    sources: frozenset[str]
    target: str
    permission: str
    label: Words
    needs_note: bool = False


class Workflow:
    """The steps a status may take.

    >>> flow = Workflow(Step("submit", frozenset({"draft"}), "submitted", "app.submit", "submit"))
    >>> flow.step("submit", "draft").target
    'submitted'
    """

    def __init__(self, *steps: Step) -> None:
        self._steps = {step.name: step for step in steps}

    def __iter__(self) -> Iterator[Step]:
        return iter(self._steps.values())

    def step(self, name: str, status: str) -> Step:
        """The step called `name`, if it may be taken from `status`; StepRefused (409) otherwise."""
        step = self._steps.get(name)
        if step is None or status not in step.sources:
            possible = [str(s.label) for s in self.open_from(status)]
            wanted = str(step.label) if step else name
            raise StepRefused(
                _("“%(step)s” is not possible now; possible: %(possible)s.")
                % {"step": wanted, "possible": _(", ").join(possible) or _("nothing")},
                possible=[s.name for s in self.open_from(status)],
            )
        return step

    def label(self, name: str) -> str:
        """The step's name as people say it."""
        return str(self._steps[name].label)

    def target(self, name: str) -> str:
        """The status the step leads to."""
        return self._steps[name].target

    def names_from(self, status: str) -> list[str]:
        """The names of the steps that leave `status`, for programs."""
        return [step.name for step in self.open_from(status)]

    def open_from(self, status: str) -> tuple[Step, ...]:
        """The steps that leave `status`, in the order of the table."""
        return tuple(step for step in self._steps.values() if status in step.sources)
