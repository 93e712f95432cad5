"""Items that a clerk finished alone and that were drawn for a second look."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from doorstep.cases import public as cases
from doorstep.staff.public import Permission
from doorstep.wire.doors import needs
from doorstep.wire.http import Request

from .tabs import seated, tabs_of


@require_GET
@needs(Permission.CASE_SPOT_CHECK)
def checks(request: Request) -> HttpResponse:
    """The drawn cases that nobody has checked yet, oldest first; the check itself is an act on the case's page."""
    rows = cases.spot_check_list(seated(request), today=request.moment.date())
    return render(request, "casework_desk/checks.html", {"tabs": tabs_of(request, "checks"), "rows": rows})
