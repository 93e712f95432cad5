"""Three addresses."""

from django.urls import path

from . import views

urlpatterns = [path("cases", views.cases), path("cases/<str:number>", views.case)]
