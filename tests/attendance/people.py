"""The people of the lists in lists.py, registered for the seed's forum, and lists taken as an organiser does."""

from forumapp.attendance.queries import logs
from forumapp.attendance.services import deciding, reading_logs, settling
from forumapp.core.actor import Actor
from forumapp.forums.models import Mode
from tests.accounts.factories import writing
from tests.registration.factories import make_registration

CLERK = Actor("account", 7, "集計 花子")


def register(forum, name, organisation="長崎市", mode=Mode.WEB, **values):
    """Register somebody by hand; ``name`` is 山田 太郎."""
    family, given = name.split()
    given_values = {"family_kana": "", "given_kana": "", "email": "", **values}
    return make_registration(
        forum,
        mode,
        by_hand=True,
        family_name=family,
        given_name=given,
        organisation=organisation,
        **given_values,
    )


def taro(forum, **values):
    """Register 山田 太郎 with the address of the lists."""
    return register(forum, "山田 太郎", **{"email": "taro@city.example.jp", **values})


def megumi(forum, **values):
    """Register 高崎 恵, whose name the tools write 髙﨑."""
    return register(forum, "高崎 恵", "佐世保市", **values)


def take(forum, text, **values):
    """Read a list in; returns it, or None if it was there already."""
    content = text if isinstance(text, bytes) else text.encode()
    with writing():
        return reading_logs.read_in(forum, content, by=CLERK, filename="participants.csv", **values)


def plain(*lines):
    """Return a plain list of (name, from, until)."""
    return "氏名,入室,退室\n" + "".join(f"{name},{start},{end}\n" for name, start, end in lines)


def line_of(forum, part):
    """Return the line of a living list whose name holds ``part``."""
    (found,) = (one for one in [*logs.doubts(forum), *logs.decided(forum)] if part in one.first.name)
    return found


def decide(forum, part, *people):
    """Say who a line is: these people, or nobody of ours."""
    line = line_of(forum, part)
    with writing():
        if people:
            deciding.decide(forum, line, [one.id for one in people], by=CLERK, mark=line.mark)
        else:
            deciding.dismiss(forum, line, by=CLERK, mark=line.mark)


def correct(registration, came, reason="電話で確認"):
    """Correct by hand."""
    with writing():
        settling.correct(registration, by=CLERK, came=came, reason=reason)
