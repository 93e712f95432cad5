"""What a person reads where there is no page: in their language, in the frame of the house, with a way on."""

import pytest
from django.test import Client, RequestFactory
from django.views.defaults import server_error

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
