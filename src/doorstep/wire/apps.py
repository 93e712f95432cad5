from django.apps import AppConfig


class WireConfig(AppConfig):
    name = "doorstep.wire"
    label = "wire"
