"""Addresses of the residents' own pages."""

from django.urls import path

from . import papers, views

app_name = "resident_desk"
urlpatterns = [
    path("", views.status, name="status"),
    path("paper/", papers.paper, name="paper"),
    path("rate/", views.rate, name="rate"),
]
