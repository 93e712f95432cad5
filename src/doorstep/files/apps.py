from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "doorstep.files"
    label = "files"
