"""What a person reads where there is no page: in their language, in the frame of the house, with a way on."""

import pytest
from at_a_desk import browser_of, words_in
from django.test import Client, RequestFactory
from django.views.defaults import server_error
from fixtures_city import moment

from doorstep.wire.moment import offset_to

pytestmark = pytest.mark.django_db

NOWHERE = {"zh-hans": "这个网址没有内容", "zh-hant": "這個網址沒有內容", "en": "Nothing stands at this address"}


class TestLost:
    @pytest.mark.parametrize("language", NOWHERE)
    def test_says_in_each_language_that_nothing_stands_at_an_address(self, client, settings, language):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

        answer = client.get("/nowhere/")

        page = answer.content.decode()
        assert answer.status_code == 404 and f"<h1>{NOWHERE[language]}</h1>" in page
        assert 'class="bar"' in page and 'href="/"' in page

    @pytest.mark.parametrize(
        ("language", "says"), [("zh-hans", "居民账号"), ("zh-hant", "居民帳號"), ("en", "a resident's")]
    )
    def test_tells_a_resident_at_a_desk_in_words_for_residents_where_to_go(self, small_city, settings, language, says):
        settings.CLOCK_OFFSET_SECONDS = offset_to(moment("2018-02-13 10:00"))
        by = small_city.post("resident", name="赵一芳", on=moment("2018-02-13").date())
        home = browser_of(by)
        home.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        for desk in ("/window/", "/cases/", "/cases/20180213-310105011-000001/"):
            answer = home.get(desk)
            said = words_in(answer)
            assert answer.status_code == 403 and says in said and "岗位" not in said and "post" not in said
            assert 'href="/status/"' in answer.content.decode() and 'href="/"' in answer.content.decode()

    def test_says_that_a_form_without_its_token_changed_nothing(self):
        answer = Client(enforce_csrf_checks=True).post("/status/", {"number": "1", "code": "2"})

        assert answer.status_code == 403 and "<h1>这张表没有提交成功</h1>" in answer.content.decode()

    def test_says_in_two_languages_that_the_house_failed_without_asking_the_house_for_anything(
        self, django_assert_num_queries
    ):
        with django_assert_num_queries(0):
            answer = server_error(RequestFactory().get("/"))

        page = answer.content.decode()
        assert answer.status_code == 500 and "刚才的操作没有完成" in page and "what you did was not done" in page
