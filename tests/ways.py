"""How somebody comes to each page of the house: one way for every address that shows a page."""

from at_the_window import press
from walking import Paper, card

#: What was handed in on the way, by what it shows: the same matter twice on one day is refused, so it is handed in once.
KEPT: dict[str, Paper] = {}


def at_home(path):
    def way(walk):
        walk.page.context.clear_cookies()
        walk.go(path)

    return way


def as_(username, path):
    def way(walk):
        walk.sit(username)
        walk.go(path)

    return way


def of_a_resident(link):
    def way(walk):
        walk.sit("clerk-beixinjing")
        walk.seat("罗成飞")
        if link:
            with walk.page.expect_navigation():
                walk.page.get_by_role("link", name=link).click()

    return way


def handed_in(walk):
    """A matter with one defect, as the receipt shows it; handed in once, looked up afterwards."""
    walk.sit("clerk-beixinjing")
    if paper := KEPT.get("with a defect"):
        return paper
    walk.register("百里清扬", card(401), hukou="310105011", residence="310105011")
    walk.want("无犯罪记录", "GA-007")
    walk.mark("id-card", "handed_in")
    walk.becomes("notice")
    walk.hand_in()
    return KEPT.setdefault("with a defect", walk.paper())


def receipt(walk):
    walk.go(f"/window/receipt/{handed_in(walk).number}/")


def item(walk):
    of_a_resident("")(walk)
    walk.want("居住证", "GA-001")


def paper(walk):
    """The one-time notice, before and after it is printed; the page asks the printer by itself."""
    walk.open(handed_in(walk).number)
    with walk.page.expect_navigation():
        walk.page.get_by_role("link", name="一次性补正告知书").click()
    if "尚未签发" in walk.words():
        assert walk.page.locator(".seal-drawing").count() == 0
        press(walk.page, "F9")
    walk.page.get_by_role("img", name="的印章").wait_for()
    assert "补〔2018〕" in walk.words() and "查验码" in walk.words()


def slip_and_notice(walk):
    """Papers of two kinds, from two desks."""
    slip(walk)
    paper(walk)


def checked(walk):
    """Somebody with the paper in hand asks whether it is ours; the code stands behind the # as in its QR code."""
    paper(walk)
    code = walk.page.locator(".sheet .code").inner_text().replace(" ", "")
    walk.page.context.clear_cookies()
    walk.page.goto(f"{walk.house.url}/check/#{code}")
    walk.page.get_by_role("status").wait_for()
    assert "真实、有效" in walk.words() and "百里清扬" not in walk.words()


def read_at_home(walk):
    """The applicant reads the notice at home."""
    paper(walk)
    known = handed_in(walk)
    walk.ask_status(known.number, known.code)
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name="一次性补正告知书").click()
    assert "百**扬" in walk.words() and "网上查阅件" in walk.words()


def case(walk):
    walk.open(handed_in(walk).number)


def unmasked_at_the_window(walk):
    of_a_resident("")(walk)
    walk.page.get_by_text("显示完整号码").click()
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name="电话").click()


def unmasked_at_the_case(walk):
    case(walk)
    walk.page.get_by_text("显示完整号码").click()
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name="证件号码").click()


def wrong_act(walk):
    case(walk)
    walk.send(walk.act("申请人撤回"))


def no_file(walk):
    case(walk)
    walk.page.locator("summary", has_text="添加附件").click()
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name="添加附件").click()


def no_result_file(walk):
    as_("manager-beixinjing", "/cases/outside/")(walk)
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name="登记结果").click()


def slip(walk):
    """A part of the demonstration that was handed over: the slip says to whom and until when."""
    as_("manager-beixinjing", "/cases/outside/")(walk)
    with walk.page.expect_navigation():
        walk.page.locator("a[href*='/slip-']").first.click()
    assert "协办单" in walk.words() and "310199" in walk.words() and "********" in walk.words()


def ticked(walk):
    """A department ticks a case in its list and says what is to be done."""
    as_("handler-mz-changning", "/cases/")(walk)
    walk.page.locator("input[name=pick]").first.check()
    with walk.page.expect_navigation():
        walk.page.locator("#pick-form button").first.click()


def for_many(opinion):
    """The order for the ticked cases; without an opinion it is not given."""

    def way(walk):
        ticked(walk)
        if opinion:
            walk.page.locator(f"input[value='{opinion}']").check()
        with walk.page.expect_navigation():
            walk.page.locator(".submit button").click()

    return way


def nameless(walk):
    """A filter that is to be saved without a name."""
    as_("manager-beixinjing", "/cases/")(walk)
    walk.page.locator("summary", has_text="保存此列表").click()
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name="保存", exact=True).click()


def finished(walk):
    """A matter done on the spot, which may be rated; the answer that was forgotten is asked for."""
    if "finished" not in KEPT:
        walk.sit("clerk-beixinjing")
        walk.register("夹谷䶮", card(402), hukou="310105011", residence="310105011")
        walk.want("医保", "YB-001")
        walk.everything_is_here()
        walk.becomes("finish")
        walk.fill_form()
        walk.hand_in()
        KEPT["finished"] = walk.paper()
    paper = KEPT["finished"]
    walk.ask_status(paper.number, paper.code)
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name="提交").click()


#: How somebody comes to each page.
WAYS = {
    "front": at_home("/"),
    "design": at_home("/design/"),
    "account_login": at_home("/sign-in/"),
    "resident_desk:status": at_home("/status/"),
    "resident_desk:rate": finished,
    "resident_desk:paper": read_at_home,
    "window_desk:find": as_("clerk-beixinjing", "/window/"),
    "window_desk:register": as_("clerk-beixinjing", "/window/register/"),
    "window_desk:guide": as_("clerk-beixinjing", "/window/guide/MZ-012/"),
    "window_desk:resident": of_a_resident(""),
    "window_desk:address": of_a_resident("更改或补充地址"),
    "window_desk:agent": of_a_resident("由别人代办"),
    "window_desk:unmask": unmasked_at_the_window,
    "window_desk:item": item,
    "window_desk:receipt": receipt,
    "casework_desk:inbox": as_("manager-beixinjing", "/cases/"),
    "casework_desk:outside": as_("manager-beixinjing", "/cases/outside/"),
    "casework_desk:bring-back": no_result_file,
    "casework_desk:checks": as_("manager-beixinjing", "/cases/spot-checks/"),
    "casework_desk:case": case,
    "casework_desk:unmask": unmasked_at_the_case,
    "casework_desk:add-file": no_file,
    "casework_desk:act": wrong_act,
    "casework_desk:bulk-look": ticked,
    "casework_desk:bulk-begin": for_many(""),
    "casework_desk:bulk": for_many("noted"),
    "casework_desk:save-filter": nameless,
    "papers:paper": slip_and_notice,
    "check-paper": checked,
}
