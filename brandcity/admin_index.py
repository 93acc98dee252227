"""What the admin's first page says: its parts in the order of the work, and each list by its use, not by its table."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kernel.common.workflow import Words


@dataclass(frozen=True, slots=True)
class Use:
    """What a list is for; with a name of its own where the kind of record is called by its table alone."""

    sentence: Words
    name: Words = ""


PARTS: dict[str, Words] = {
    "coordination": _("Plan and supervision"),
    "enterprises": _("Firms, calls and support"),
    "accounts": _("People and departments"),
    "auth": _("Rights"),
    "axes": _("Sign-in protection"),
    "audit": _("Audit"),
    "dictionaries": _("Lists to choose from"),
    "calendars": _("Working days"),
    "files": _("Files"),
    "exchange": _("Imports and long work"),
    "activity": _("Messages"),
    "django_celery_beat": _("Recurring work"),
}
# Lists that stand in another part than their app's.
ELSEWHERE = {
    "activity.AuditEntry": "audit",
    "activity.AuditSeal": "audit",
    "auditlog.LogEntry": "audit",
    "activity.Heartbeat": "django_celery_beat",
}
# In this order inside of their part.
USES: dict[str, Use] = {
    "coordination.Plan": Use(_("The three-year plans, from draft to close.")),
    "coordination.Task": Use(_("What each bureau has to do by when; corrected here, suspended, resumed or cancelled.")),
    "coordination.ProgressReport": Use(_("The bureaus' monthly reports; accept or return them, many at once.")),
    "coordination.Action": Use(_("The policy's sentences that tasks are made of.")),
    "coordination.Target": Use(_("The figures that the policy sets."), _("Target figures")),
    "coordination.Measure": Use(_("The measures below each pillar.")),
    "coordination.Pillar": Use(_("The parts of each plan.")),
    "coordination.PolicyText": Use(_("The documents that plans are drafted from, as they were imported.")),
    "coordination.SupervisionRule": Use(_("When a light turns yellow or red, with its basis and dates.")),
    "coordination.DutyKeyword": Use(_("Words by which a draft proposes the lead department.")),
    "coordination.Indicator": Use(_("What is counted, and in which unit.")),
    "coordination.Reading": Use(_("The indicators' figures, day by day."), _("Indicator figures")),
    "coordination.LightChange": Use(_("Which task's light turned on which day, and why.")),
    "enterprises.Enterprise": Use(_("Every firm once, by its credit code; corrected, closed and taken up again here.")),
    "enterprises.Registration": Use(_("Who asked to act for a firm, and what was decided."), _("Registrations")),
    "enterprises.Membership": Use(_("Who acts for which firm, and how far."), _("People of firms")),
    "enterprises.Breach": Use(_("Punishments and breaches of trust that bar a firm for a time.")),
    "enterprises.Merge": Use(_("Double entries that became one, and what moved."), _("Merges of enterprises")),
    "enterprises.CabinetDocument": Use(_("What firms have filed, with its last day.")),
    "enterprises.Brand": Use(_("The brands of firms, and the rung each stands on.")),
    "enterprises.BrandStanding": Use(
        _("What firms say their brands have reached; confirm or refuse many at once."), _("Claims to a rung")
    ),
    "enterprises.Recognition": Use(_("Titles that firms and brands hold, by scheme and year."), _("Titles held")),
    "enterprises.Scheme": Use(_("Awards, titles and funds that a call is opened for each year.")),
    "enterprises.Call": Use(_("Each year's call; looked up here, prepared in its editor.")),
    "enterprises.FormVersion": Use(_("What firms are asked, version by version.")),
    "enterprises.Rubric": Use(_("What points are given for, version by version.")),
    "enterprises.LateCode": Use(_("Who was let in after the closing, and why.")),
    "enterprises.Application": Use(_("What firms apply for, how far each is, and who has it.")),
    "enterprises.Submission": Use(_("What was sent in each round, with its PDF and digest.")),
    "enterprises.SupportLetter": Use(_("Letters that firms asked others to write for them.")),
    "enterprises.Policy": Use(_("What firms can get, in plain sentences.")),
    "enterprises.Grant": Use(_("Money agreed for firms: paid in instalments, its results accepted.")),
    "enterprises.EligibilityRule": Use(_("Which firms a call or a policy is for."), _("Conditions")),
    "enterprises.Division": Use(_("The districts, each with the department that looks after its firms.")),
    "enterprises.Industry": Use(_("The national classification, as far as the city has firms in it.")),
    "enterprises.DocumentKind": Use(_("What may be filed in a cabinet, and when its last day is told.")),
    "enterprises.FigureItem": Use(_("The yearly figures that firms file, with their units.")),
    "enterprises.Rung": Use(_("The rungs of the brand ladder and what each asks for."), _("Rungs of the ladder")),
    "enterprises.SelfAssessment": Use(_("How firms see their own brand management: the score and its day.")),
    "enterprises.Questionnaire": Use(_("What firms ask themselves about their brand, with advice.")),
    "enterprises.Dimension": Use(_("The parts of a questionnaire and their weight."), _("Parts of questionnaires")),
    "enterprises.RegistryRule": Use(_("How many days an approval may take, how many tries an address has.")),
    "enterprises.CheckRule": Use(_("When checkers are reminded, how long an acceptance can be taken back.")),
    "accounts.User": Use(_("Who may sign in, where they sit and what they may do."), _("People")),
    "accounts.Department": Use(_("Bureaus, districts and their offices.")),
    "accounts.DepartmentAlias": Use(_("Other names of departments, as documents write them."), _("Other names")),
    "accounts.Post": Use(_("What a person is in a department.")),
    "accounts.ApiToken": Use(_("Keys by which other systems read and write for a person.")),
    "auth.Group": Use(_("What each role may do, and which rows it sees."), _("Roles")),
    "axes.AccessAttempt": Use(_("Accounts that failed to sign in; lift a lock here."), _("Locked out")),
    "axes.AccessFailureLog": Use(_("Every sign-in that failed: when and from where."), _("Failed sign-ins")),
    "axes.AccessLog": Use(_("Every sign-in and sign-out: when and from where."), _("Sign-ins")),
    "activity.AuditEntry": Use(_("Who did what to which record, and why."), _("Steps taken")),
    "auditlog.LogEntry": Use(_("Who changed people, departments, calendars or lists, before and after."), _("Edits")),
    "activity.AuditSeal": Use(_("The chain that shows whether an entry was changed afterwards."), _("Seals")),
    "dictionaries.Dictionary": Use(_("The lists themselves."), _("Lists")),
    "dictionaries.Entry": Use(_("What may be chosen in each list."), _("Choices")),
    "calendars.CalendarYear": Use(_("Announce the year's holidays and worked weekends.")),
    "calendars.CalendarDay": Use(_("Single holidays and worked weekends."), _("Holidays and worked weekends")),
    "files.FileRule": Use(_("Which files may be attached, how many and how large.")),
    "files.Attachment": Use(_("The evidence that came with reports.")),
    "exchange.ExchangeRule": Use(_("How large an import may be, and how long its result is kept.")),
    "activity.MessageTemplate": Use(_("What messages say, in Chinese and English.")),
    "activity.Channel": Use(_("Mail, text and chat by which a person hears of things.")),
    "activity.Delivery": Use(_("Whether messages have left, and what went wrong."), _("Sent messages")),
    "django_celery_beat.PeriodicTask": Use(_("What the portal does by itself, and when it last did."), _("Work")),
    "django_celery_beat.CrontabSchedule": Use(_("Work at a time of day."), _("Times of day")),
    "django_celery_beat.IntervalSchedule": Use(_("Work every so many seconds or minutes."), _("Intervals")),
    "activity.Heartbeat": Use(_("When each piece of work last gave a sign of life."), _("Signs of life")),
}
