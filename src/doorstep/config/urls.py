"""Where every address leads. Wiring only."""

from allauth.account.views import LoginView
from django.urls import include, path

from doorstep.api import urls as api
from doorstep.web import uploads
from doorstep.web.house import design
from doorstep.web.house import views as house
from doorstep.web.papers import check
from doorstep.wire.doors import open_to_all

urlpatterns = [
    path("", house.front, name="front"),
    path("sign-in/", open_to_all(LoginView.as_view(template_name="house/sign_in.html")), name="account_login"),
    path("sign-out/", house.sign_out, name="sign-out"),
    path("demo/sign-in/<int:post_id>/", house.demo_sign_in, name="demo-sign-in"),
    path("post/<int:post_id>/", house.choose_post, name="choose-post"),
    path("language/", house.set_language, name="set-language"),
    path("display/", house.set_display, name="set-display"),
    path("search/", house.search, name="search"),
    path("design/", design.design, name="design"),
    path("uploads/", uploads.uploads, name="uploads"),
    path("uploads/<uuid:uuid>/", uploads.open_upload, name="open-upload"),
    path("window/", include("doorstep.web.window_desk.urls")),
    path("cases/", include("doorstep.web.casework_desk.urls")),
    path("papers/", include("doorstep.web.papers.urls")),
    path("check/", check.check, name="check-paper"),
    path("api/v1/", api.urlpatterns),
    path("status/", include("doorstep.web.resident_desk.urls")),
]
