"""How a case ends: delivered and rated, or taken back at the applicant's wish, and put away."""

from datetime import date

import pytest
from applications import NEXT, last_event, stage_of
from fixtures_city import BEIXINJING, CENTRES, moment

from doorstep.cases import public as cases
from doorstep.cases.models import Case, Rating
from doorstep.cases.public import Stage
from doorstep.ledger.public import Robot
from doorstep.people import public as people
from doorstep.post import public as post


class TestDeliver:
    @pytest.fixture
    def made(self, dibao):
        dibao.examined()
        cases.decide(case_id=dibao.made.id, outcome="granted", by=dibao.approver, at=NEXT)
        return dibao.made

    @pytest.mark.parametrize(
        ("how", "why"),
        [
            ({"way": "by_hand"}, "not-signed"),
            ({"way": "by_post"}, "no-number"),
            ({"way": "e_licence", "tracking": " "}, "no-number"),
            ({"way": "by_agent", "signed": True}, "no-authority"),
        ],
    )
    def test_needs_what_its_way_needs(self, made, clerk, how, why):
        with pytest.raises(cases.NotThisWay) as refusal:
            cases.deliver(case_id=made.id, by=clerk, at=NEXT, **how)
        assert refusal.value.params["why"] == why

    def test_gives_it_to_an_agent_with_an_authority_of_the_day(self, small_city, made, clerk, resident):
        authority = people.authorise_agent(
            principal_id=resident, agent_id=small_city.resident("钱二"), kind=people.AgentKind.ENTRUSTED, document="委托书",
            first=date(2018, 2, 14), last=date(2018, 2, 14), by=clerk, at=NEXT,
        )  # fmt: skip
        with pytest.raises(cases.AuthorityMissing):
            ask = {"way": "by_agent", "signed": True, "authority_id": authority}
            cases.deliver(case_id=made.id, by=clerk, at=moment("2018-02-15"), **ask)
        cases.deliver(case_id=made.id, by=clerk, at=NEXT, **ask)
        assert Case.objects.get().delivery.authority_id == authority


class TestRate:
    @pytest.fixture
    def made(self, desk, clerk, resident):
        made = desk.submit("RS-001", applicant=resident, by=clerk, accept=True)
        cases.finish_on_spot(case_id=made.id, by=clerk, at=NEXT)
        return made

    def rate(self, made, **more):
        given = {"code": made.query_code, "level": 1, **more}
        cases.rate(number=made.number, at=moment("2018-02-15"), **given)

    def test_takes_one_rating_by_number_and_code(self, made):
        with pytest.raises(cases.WrongCode):
            self.rate(made, code="22222222")
        with pytest.raises(cases.BadRating):
            self.rate(made, level=6)
        self.rate(made, level=4)
        with pytest.raises(cases.AlreadyMoved):
            self.rate(made, level=5)
        assert Rating.objects.get().case_id == made.id

    def test_keeps_an_anonymous_one_apart_from_the_case(self, made):
        self.rate(made, anonymous=True, text="慢")
        rating, case = Rating.objects.get(), Case.objects.get()
        assert rating.case_id is None and rating.month == date(2018, 2, 1) and case.rated
        assert last_event(made).details is None and "level" not in str(last_event(made))
        assert not post.due_jobs(moment("2018-03-01"), names=["open_call_back"])

    def test_calls_back_after_a_bad_one(self, small_city, made, clerk):
        self.rate(made)
        (job,) = post.due_jobs(moment("2018-02-16"), names=["open_call_back"])
        cases.open_call_back(**job.params, by=Robot("jobs"), at=moment("2018-02-16"))
        assert last_event(made).what == "case.call-back-due"
        manager = small_city.post("duty_manager", centre_code=CENTRES[BEIXINJING])
        answer = {"finding": "true", "measure": "加开窗口", "by": manager, "at": moment("2018-02-16")}
        cases.answer_bad_rating(rating_id=job.params["rating_id"], **answer)
        with pytest.raises(cases.NotDrawn):
            cases.answer_bad_rating(rating_id=job.params["rating_id"], **answer)


class TestWithdraw:
    def test_ends_an_open_case_and_frees_the_same_application(self, desk, clerk, resident, dibao):
        cases.withdraw(case_id=dibao.made.id, reason="不办了", by=clerk, at=NEXT)
        assert stage_of(dibao.made) is Stage.WITHDRAWN
        with pytest.raises(cases.AlreadyMoved):
            cases.withdraw(case_id=dibao.made.id, reason="不办了", by=clerk, at=NEXT)
        assert desk.submit("MZ-001", applicant=resident, by=clerk).is_new  # the same day, the same content

    def test_is_put_away_after_its_time(self, dibao, clerk):
        cases.withdraw(case_id=dibao.made.id, reason="不办了", by=clerk, at=NEXT)
        assert cases.archive_finished(by=Robot("night"), at=moment("2018-03-01")) == 0
        assert cases.archive_finished(by=Robot("night"), at=moment("2018-04-01")) == 1
        assert stage_of(dibao.made) is Stage.ARCHIVED and last_event(dibao.made).what == "case.archived"
