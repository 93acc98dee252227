"""The conditions that calls and policies set, in the words that firms read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kernel.common.admin import DatedList, ReadOnlyAdmin, ReadOnlyInline, row_link

from ..models import EligibilityRule
from ..queries.facts import FACTS
from ..queries.rule_words import Names, condition_of


class RuleInline(ReadOnlyInline):
    """Conditions change together, on the page of their call or policy."""

    model = EligibilityRule
    fields = readonly_fields = ("order", "in_words", "basis")

    @cached_property
    def names(self) -> Names:
        """Read once for all rows: Django makes the inline anew for each request."""
        return Names()

    @admin.display(description=_("condition"))
    def in_words(self, rule: EligibilityRule) -> str:
        return condition_of(rule, self.names)


class FactFilter(admin.SimpleListFilter):
    """By what a condition asks for, in words."""

    title, parameter_name = _("asks for"), "fact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(code, str(fact.label)) for code, fact in FACTS.items()]

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        return rows.filter(fact=self.value()) if self.value() in FACTS else rows


class WordedList(DatedList):
    """A page of conditions, put into words with names that are read once for all of them."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        names, rules = Names(), self.result_list
        for rule in rules:
            rule.names = names


@admin.register(EligibilityRule)
class EligibilityRuleAdmin(ReadOnlyAdmin):
    list_display = ("in_words", "of_what", "about", "operator", "order")
    list_display_links = ("in_words",)
    list_filter = (FactFilter, "operator")
    search_fields = ("words", "policy__title", "call__title")
    list_select_related = ("call", "policy")
    fields = ("in_words", "of_what", "about", "operator", "wanted", "params", "words", "basis", "order")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[DatedList]:
        return WordedList

    @admin.display(description=_("condition"))
    def in_words(self, rule: EligibilityRule) -> str:
        return condition_of(rule, getattr(rule, "names", None))

    @admin.display(description=_("call or policy"))
    def of_what(self, rule: EligibilityRule) -> str:
        return row_link(rule.policy or rule.call)

    @admin.display(description=_("asks for"), ordering="fact")
    def about(self, rule: EligibilityRule) -> str:
        return str(FACTS[rule.fact].label) if rule.fact in FACTS else rule.fact
