"""Addresses of the casework desk, under /cases/."""

from django.urls import path

from . import bulk, checks, inbox, outside, page, papers, saved

app_name = "casework_desk"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("bulk/", bulk.look, name="bulk-look"),
    path("bulk/begin/", bulk.begin, name="bulk-begin"),
    path("bulk/<int:order>/", bulk.result, name="bulk"),
    path("bulk/<int:order>/go-on/", bulk.go_on, name="bulk-go-on"),
    path("filters/", saved.save, name="save-filter"),
    path("filters/<int:saved>/", saved.change, name="change-filter"),
    path("export/", inbox.export, name="export"),
    path("outside/", outside.page, name="outside"),
    path("outside/hand-over/", outside.hand_over, name="hand-over"),
    path("outside/results/", outside.bring_back, name="bring-back"),
    path("outside/export/", outside.export, name="outside-export"),
    path("spot-checks/", checks.checks, name="checks"),
    path("spot-checks/export/", checks.export, name="checks-export"),
    path("<slug:number>/", page.case, name="case"),
    path("<slug:number>/unmask/", page.unmask, name="unmask"),
    path("<slug:number>/files/", papers.add, name="add-file"),
    path("<slug:number>/files/<uuid:uuid>/", papers.open_file, name="open-file"),
    path("<slug:number>/do/<slug:act>/", page.act, name="act"),
    path("<slug:number>/do/<slug:act>/<int:task_id>/", page.act, name="act-on-task"),
]
