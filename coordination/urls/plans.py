"""Import, review, the plan and its policy."""

from django.urls import URLPattern, path

from ..views import imports, plan_steps, plans, policy, review

urlpatterns: list[URLPattern] = [
    path("", plans.plan_list, name="plan-list"),
    path("import/", imports.plan_import, name="plan-import"),
    path("compare/", imports.plan_compare, name="plan-compare"),
    path("<int:pk>/", plans.plan, name="plan"),
    path("<int:pk>/policy/", policy.plan_policy, name="plan-policy"),
    path("<int:pk>/bureaus/", plans.plan_bureaus, name="plan-bureaus"),
    path("<int:pk>/changes/", plans.plan_changes, name="plan-changes"),
    path("<int:pk>/targets/", plans.plan_targets, name="plan-targets"),
    path("<int:pk>/review/", review.plan_review, name="plan-review"),
    path("<int:pk>/review/merge/", review.plan_merge, name="plan-merge"),
    path("<int:pk>/actions/<int:action>/", review.plan_action, name="plan-action"),
    path("<int:pk>/actions/<int:action>/<slug:act>/", review.plan_action_step, name="plan-action-step"),
    path("<int:pk>/steps/<slug:step>/", plan_steps.plan_step, name="plan-step"),
]
