"""Support policies for the public, for firms and for those who keep them; grants."""

from django.urls import path

from ..views import firm_support, grants, policies, policy_editor, policy_rules, policy_steps

urlpatterns = [
    path("policies/", policies.policy_list, name="policy-list"),
    path("policies/fit/", policies.policy_fit, name="policy-fit"),
    path("policies/manage/", policy_editor.policy_manage, name="policy-manage"),
    path("policies/new/", policy_editor.policy_new, name="policy-new"),
    path("policies/<int:pk>/", policies.policy, name="policy"),
    path("policies/<int:pk>/edit/", policy_editor.policy_edit, name="policy-edit"),
    path("policies/<int:pk>/preview/", policy_editor.policy_preview, name="policy-preview"),
    path("policies/<int:pk>/rules/", policy_rules.policy_rules, name="policy-rules"),
    path("policies/<int:pk>/rules/add/", policy_rules.policy_rule, name="policy-rule-new"),
    path("policies/<int:pk>/rules/<int:number>/", policy_rules.policy_rule, name="policy-rule"),
    path("policies/<int:pk>/rules/<int:number>/<slug:move>/", policy_rules.policy_rule_move, name="policy-rule-move"),
    path("policies/<int:pk>/<slug:step>/", policy_steps.policy_step, name="policy-step"),
    path("grants/", grants.grant_list, name="grant-list"),
    path("grants/new/", grants.grant_new, name="grant-new"),
    path("grants/<int:pk>/", grants.grant, name="grant"),
    path("grants/<int:pk>/pay/<int:number>/", grants.grant_pay, name="grant-pay"),
    path("grants/<int:pk>/<slug:step>/", policy_steps.grant_step, name="grant-step"),
    path("enterprise/<int:pk>/policies/", firm_support.firm_policies, name="firm-policies"),
    path("enterprise/<int:pk>/grants/", firm_support.firm_grants, name="firm-grants"),
    path("enterprise/grants/<int:pk>/", firm_support.firm_grant, name="firm-grant"),
    path("enterprise/grants/<int:pk>/report/", firm_support.firm_report, name="firm-grant-report"),
]
