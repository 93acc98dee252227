"""What the apps are told of each other, by dotted paths: settings as MIDDLEWARE is one. Imported by `settings`."""

# What a lower app runs without knowing it: dotted paths, as Django does with MIDDLEWARE.
REMINDER_SOURCES = [
    "coordination.queries.reminders.due",
    "enterprises.queries.registry_reminders.due",
    "enterprises.queries.expiry.due",
    "enterprises.queries.reminders_applications.due",
    "enterprises.queries.reminders_checks.due",
    "enterprises.queries.grant_reminders.due",
]
INDICATOR_SOURCES = {
    "coordination.lights": "coordination.queries.indicators.lights",
    "coordination.reports": "coordination.queries.indicators.reports",
}
# What only an upper app knows of a firm: code of the fact to an expression over `Enterprise`, `(today, params)`.
ENTERPRISE_FACTS: dict[str, str] = {}
TODO_SOURCES = [  # modules with `waits`: kernel/activity/todo.py
    "coordination.queries.todo",
    "enterprises.queries.todo_registry",
    "enterprises.queries.todo_standings",
    "enterprises.queries.expiry",
    "enterprises.queries.todo_applications",
    "enterprises.queries.todo_checks",
    "enterprises.queries.todo_grants",
    "enterprises.queries.todo_calls",
    "portal.desk",
]
# What files may hang on, and who may add them: `(owner, user) -> bool`.
ATTACHMENT_OWNERS = {
    "coordination.Task": "coordination.queries.evidence.may_attach",
    "coordination.ProgressReport": "coordination.queries.evidence.may_attach",
    "enterprises.Registration": "enterprises.services.registration.may_attach",
    "enterprises.CabinetDocument": "enterprises.queries.cabinet.may_attach",
    "enterprises.Submission": "enterprises.queries.submissions.may_attach",
    "enterprises.Grant": "enterprises.queries.grants.may_attach",
    "exchange.Job": "kernel.exchange.queries.may_attach",
}
# Tables that go out to Excel and come in from it, by the code in their address.
EXCHANGES = {
    "tasks": "coordination.exchange.TASKS",
    "duty-keywords": "coordination.exchange.DUTY_KEYWORDS",
    "enterprises": "enterprises.exchange.ENTERPRISES",
    "applications": "enterprises.exchange.APPLICATIONS",
    "calls": "enterprises.exchange.CALLS",
}
# Long work by its kind: `kernel.exchange.services.Work`.
JOB_KINDS = {
    "export": "kernel.exchange.services.exports.EXPORT",
    "check": "kernel.exchange.services.intakes.CHECK",
    "write": "kernel.exchange.services.writing.WRITE",
    "undo": "kernel.exchange.services.writing.UNDO",
}

# Rows whose edits are written down with before and after.
AUDITLOG_INCLUDE_TRACKING_MODELS = (
    {"model": "accounts.User", "exclude_fields": ["last_login"], "mask_fields": ["password", "phone", "email"]},
    "accounts.Department",
    "accounts.DepartmentAlias",
    "accounts.Membership",
    "accounts.GroupScope",
    {"model": "accounts.ApiToken", "exclude_fields": ["last_used_at"], "mask_fields": ["digest"]},
    "auth.Group",
    "calendars.CalendarYear",
    "dictionaries.Dictionary",
    "dictionaries.Entry",
    "files.FileRule",
    "exchange.ExchangeRule",
    "activity.MessageTemplate",
    {"model": "activity.Channel", "mask_fields": ["address"]},
    "coordination.SupervisionRule",
    "coordination.DutyKeyword",
    "enterprises.Division",
    "enterprises.Industry",
    "enterprises.RegistryRule",
    "enterprises.CheckRule",
    "enterprises.FormerName",
    "enterprises.Breach",
    {"model": "enterprises.Contact", "mask_fields": ["phone", "email"]},
    "enterprises.DocumentKind",
    "enterprises.FigureItem",
    "enterprises.Rung",
    "enterprises.RungCriterion",
    "enterprises.Questionnaire",
    "enterprises.Dimension",
    "enterprises.Question",
    "enterprises.Recognition",
    "enterprises.Scheme",
)

# The names of choices in the API's schema.
ENUM_NAMES = {
    "PlanStatus": "coordination.workflow.PlanStatus",
    "TaskStatus": "coordination.workflow.TaskStatus",
    "ReportStatus": "coordination.workflow.ReportStatus",
    "ReportState": "coordination.models.ReportState",
    "Judgement": "coordination.models.reports.ProgressReport.Judgement",
    "Light": "coordination.lights.Colour",
    "LightRule": "coordination.lights.LightRule",
    "TimeProfile": "coordination.lights.Profile",
    "TargetKind": "coordination.models.tasks.Target.Kind",
    "EnterpriseStatus": "enterprises.workflow.EnterpriseStatus",
    "EnterpriseSize": "enterprises.models.registry.Enterprise.Size",
    "RegistrationStatus": "enterprises.workflow.RegistrationStatus",
    "MembershipStatus": "enterprises.workflow.MembershipStatus",
    "MembershipRole": "enterprises.models.people.Membership.Role",
    "ApplicationStatus": "enterprises.workflow.ApplicationStatus",
    "LetterStatus": "enterprises.workflow.LetterStatus",
    "DocumentStatus": "enterprises.workflow.DocumentStatus",
    "StandingStatus": "enterprises.workflow.StandingStatus",
    "PolicyStatus": "enterprises.workflow.PolicyStatus",
    "GrantStatus": "enterprises.workflow.GrantStatus",
    "RuleOperator": "enterprises.rules.Operator",
    "RuleOutcome": "enterprises.rules.Outcome",
    "AssessmentStatus": "enterprises.workflow.AssessmentStatus",
    "CallStatus": "enterprises.workflow.CallStatus",
    "VersionStatus": "enterprises.workflow.VersionStatus",
    "SchemeKind": "enterprises.models.schemes.Scheme.Kind",
    "StageKind": "enterprises.models.schemes.Stage.Kind",
    "FieldKind": "enterprises.models.sheets.FormField.Kind",
    "MaterialSource": "enterprises.models.sheets.Material.Source",
    "DepartmentKind": "kernel.accounts.models.people.Department.Kind",
}
