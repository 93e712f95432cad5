"""What every page knows: the demo, the day, and who acts."""

from django.conf import settings
from django.http import HttpRequest


def house(request: HttpRequest) -> dict[str, object]:
    """The words of the frame around every page."""
    return {
        "demo": settings.DEMO,
        "moment": getattr(request, "moment", None),
        "acting": getattr(request, "acting", None),
        "languages": settings.LANGUAGES,
    }
