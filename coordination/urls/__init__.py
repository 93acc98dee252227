"""Pages of the plan and of its tasks."""

from . import plans, tasks

app_name = "coordination"
urlpatterns = [*plans.urlpatterns, *tasks.urlpatterns]
