"""Who may add files to a task or a report, and until when: the rule that every door asks."""

from kernel.accounts.models import User

from ..models import ProgressReport, Task
from ..models.reports import OWED
from ..workflow import REPORT_PROGRESS, SUPERVISE, TaskStatus
from .people import may_act_for

ENDED = (TaskStatus.COMPLETED, TaskStatus.CANCELLED)


def may_attach(owner: Task | ProgressReport, user: User) -> bool:
    """Whether `user` may add files to the record, or take their own back, now."""
    if isinstance(owner, ProgressReport):
        return owner.status in OWED and _reports_for(user, owner.task.lead_id)
    if owner.status in ENDED:
        return False
    return user.has_perm(SUPERVISE) or _reports_for(user, owner.lead_id) or _helps(owner, user)


def _reports_for(user: User, department_id: int) -> bool:
    return user.has_perm(REPORT_PROGRESS) and may_act_for(user, department_id)


def _helps(task: Task, user: User) -> bool:
    """A liaison of a co-operating department proves what that department did."""
    helping = task.duties.filter(department__in=user.scope.departments)
    return user.has_perm(REPORT_PROGRESS) and helping.exists()
