from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "doorstep.staff"
    label = "staff"
