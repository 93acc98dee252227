"""Failed sign-ins and who is locked out, for the security administrator; the other tables of sign-in stay closed."""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_noop

from kernel.common.admin import PortalAdmin, ReadOnlyAdmin, withdraw

# The second factor's secrets and the session keys are nobody's reading; sessions are ended from the list of people.
withdraw("allauth.account.admin", EmailAddress, EmailConfirmation)
withdraw("allauth.mfa.admin", Authenticator)
withdraw("allauth.usersessions.admin", UserSession)
withdraw("axes.admin", AccessAttempt, AccessFailureLog, AccessLog)


@admin.register(AccessAttempt)
class AccessAttemptAdmin(PortalAdmin):
    """Deleting an attempt lets the account in again before its time."""

    list_display = ("attempt_time", "username", "ip_address", "failures_since_start", "path_info")
    search_fields = ("username", "ip_address")
    ordering = ("-pk",)
    fields = ("attempt_time", "username", "ip_address", "failures_since_start", "path_info", "user_agent")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(AccessLog)
class AccessLogAdmin(ReadOnlyAdmin):
    list_display = ("attempt_time", "logout_time", "username", "ip_address", "user_agent")
    search_fields = ("username", "ip_address")
    ordering = ("-pk",)
    fields = ("attempt_time", "logout_time", "username", "ip_address", "user_agent", "path_info")


@admin.register(AccessFailureLog)
class AccessFailureLogAdmin(ReadOnlyAdmin):
    list_display = ("attempt_time", "username", "ip_address", "locked_out", "user_agent")
    list_filter = (("locked_out", admin.BooleanFieldListFilter),)
    search_fields = ("username", "ip_address")
    ordering = ("-pk",)
    fields = ("attempt_time", "username", "ip_address", "locked_out", "user_agent", "path_info")


# The package brings no Chinese of its own: these are its words, said here so that the catalogue holds them.
WORDS_OF_AXES = (
    gettext_noop("access attempt"), gettext_noop("access attempts"), gettext_noop("access failure"),
    gettext_noop("access failures"), gettext_noop("access log"), gettext_noop("access logs"),
    gettext_noop("Username"), gettext_noop("IP Address"), gettext_noop("User Agent"), gettext_noop("Attempt Time"),
    gettext_noop("Logout Time"), gettext_noop("Failed Logins"), gettext_noop("Access lock out"), gettext_noop("Path"),
)  # fmt: skip
