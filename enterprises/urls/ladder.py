"""Brands and their ladder."""

from django.urls import path

from ..views import brands, ladder, standings

urlpatterns = [
    path("brands/", ladder.ladder, name="brand-ladder"),
    path("brands/<int:pk>/", ladder.brand_page, name="brand-page"),
    path("enterprise/<int:pk>/brands/", brands.brand_list, name="brand-list"),
    path("enterprise/<int:pk>/brands/add/", brands.brand_add, name="brand-add"),
    path("enterprise/brands/<int:pk>/", brands.brand, name="brand"),
    path("enterprise/brands/<int:pk>/edit/", brands.brand_edit, name="brand-edit"),
    path("enterprise/brands/<int:pk>/claim/", brands.brand_claim, name="brand-claim"),
    path("standings/", standings.standing_list, name="standing-list"),
    path("standings/<int:pk>/", standings.standing, name="standing"),
    path("standings/<int:pk>/<slug:step>/", standings.standing_step, name="standing-step"),
]
