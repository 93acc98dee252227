"""What a firm files once."""

from django.urls import path

from ..views import cabinet, document_files, figures

urlpatterns = [
    path("enterprise/<int:pk>/cabinet/", cabinet.cabinet, name="cabinet"),
    path("enterprise/<int:pk>/cabinet/add/", cabinet.document_add, name="cabinet-add"),
    path("enterprise/<int:pk>/cabinet/check/", document_files.file_check, name="cabinet-check"),
    path("enterprise/<int:pk>/figures/", figures.figures, name="figures"),
    path("enterprise/cabinet/<int:pk>/", cabinet.document, name="cabinet-document"),
    path("enterprise/cabinet/<int:pk>/replace/", cabinet.document_replace, name="cabinet-replace"),
    path("enterprise/cabinet/<int:pk>/remove/", cabinet.document_remove, name="cabinet-remove"),
    path("enterprise/cabinet/<int:pk>/files/", document_files.document_files, name="cabinet-files"),
    path("enterprise/cabinet/files/<int:pk>/remove/", document_files.file_remove, name="cabinet-file-remove"),
]
