"""Addresses of the window desk. They name a record by its own number and never carry what a person is called."""

from django.urls import path

from . import papers, people_views, views

app_name = "window_desk"
urlpatterns = [
    path("", views.find, name="find"),
    path("register/", people_views.register, name="register"),
    path("guide/<str:item_code>/", papers.guide, name="guide"),
    path("receipt/<str:number>/", papers.receipt, name="receipt"),
    path("receipt/<str:number>/take-back/", papers.take_back, name="take-back"),
    path("<int:resident_id>/", views.resident, name="resident"),
    path("<int:resident_id>/address/", people_views.address, name="address"),
    path("<int:resident_id>/agent/", people_views.agent, name="agent"),
    path("<int:resident_id>/unmask/", people_views.unmask, name="unmask"),
    path("<int:resident_id>/<str:item_code>/", views.item, name="item"),
    path("<int:resident_id>/<str:item_code>/so/", views.so, name="so"),
]
