from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "doorstep.post"
    label = "post"
