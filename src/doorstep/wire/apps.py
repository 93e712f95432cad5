from django.apps import AppConfig


class WireConfig(AppConfig):
    name = "doorstep.wire"
    label = "wire"

    def ready(self) -> None:
        from . import checks, manners  # noqa: F401
