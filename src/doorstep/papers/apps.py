from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "doorstep.papers"
    label = "papers"
