"""Addresses of papers, under /papers/. They name a case by its number and a paper by its kind."""

from django.urls import path

from . import views

app_name = "papers"
urlpatterns = [
    path("<slug:number>/<slug:which>/", views.paper, name="paper"),
    path("<slug:number>/<slug:which>/issue/", views.issue, name="issue"),
]
