"""A letter to many, from the filter to a finished campaign with two failures sent again (issue: "Must show")."""

import re
from collections import Counter

import pytest

from tests.journeys.site import Site
from tests.journeys.test_answers import DESK, sign_in
from tests.journeys.visitor import Visitor
from tests.mail.smtp_sink import Behaviour, smtp_sink

pytestmark = pytest.mark.browser

SUBJECT = "当日のご案内"


def compose(office: Visitor) -> int:
    """Choose everybody who takes part, write, look at it; returns how many the check page names."""
    office.open(f"{DESK}/campaigns")
    office.press("新しいメールを書く")
    office.press("保存して文面へ進む", expecting=422)
    office.tick("参加登録した方")
    office.press("保存して文面へ進む")
    office.fill({"件名": SUBJECT, "本文": "{お名前} 様"})
    office.press("保存してプレビューへ進む", expecting=422)
    office.fill({"本文": "{氏名} 様\n\n場所は {場所} です。\n{参加用ページ}\n"})
    office.press("保存してプレビューへ進む")
    office.open(f"{office.page.url.rpartition('/')[0]}/check")
    (told,) = re.findall(r"(\d+)名へ送信します", office.page.inner_text("main"))
    return int(told)


def results(office: Visitor) -> list[str]:
    """Return the states that the campaign's letters are in."""
    return office.texts("#progress ul .tag")


def test_a_letter_to_many_goes_out_and_two_failures_are_sent_again(tmp_path, visitors):
    site = Site(tmp_path, demo=True)
    try:
        site.run("demo", "load")
        site.deliver()
        office = visitors(site, scripted=False)
        sign_in(office)
        number = compose(office)
        office.press(f"{number}名へ送信する")
        page = office.page.url
        assert site.deliver() == []

        office.press("送信を取り消して下書きに戻す")
        office.open(f"{page}/check")
        office.press(f"{number}名へ送信する")
        site.let_pass()
        addresses = site.ask("SELECT address FROM letter WHERE state = 'queued' ORDER BY id")
        assert len(addresses) == number
        rules = Behaviour(answers={f"RCPT {one}": "554 5.7.1 not today" for one in addresses[:2]})
        with smtp_sink(rules) as port:
            server = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(port)}
            site.run("mail", "deliver", settings=server)
            assert Counter(one.recipient for one in rules.taken) == Counter(addresses[2:])
            office.open(page)
            assert results(office) == ["送信済", "送信できず"]
            assert office.texts("td[data-label=理由] .unit") == ["5.7.1 not today"] * 2

            rules.answers.clear()
            office.press("送信できなかった2件だけ再送する")
            site.run("mail", "deliver", settings=server)
            assert Counter(one.recipient for one in rules.taken) == Counter(addresses)
        office.open(page)
        assert results(office) == ["送信済"]
    finally:
        site.close()
