"""Addresses of the residents' own pages."""

from django.urls import path

from . import views

app_name = "resident_desk"
urlpatterns = [
    path("", views.status, name="status"),
    path("rate/", views.rate, name="rate"),
]
