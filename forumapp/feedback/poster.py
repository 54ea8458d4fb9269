"""The poster of the room (A4): a large code for telephones and a short address to type, in Japanese and English."""

from flask_babel import force_locale
from flask_babel import gettext as _

from forumapp.core import clock
from forumapp.core.paper.fonts import FontFile
from forumapp.core.paper.panels import Panels
from forumapp.core.paper.qr import draw_code
from forumapp.core.paper.sheet import INNER, MARGIN, WIDTH, Text
from forumapp.forums.models import Forum

CODE = 112.0
"""Width of the code in millimetres: read from three metres away."""
TOP, HEAD, FOOT = 24.0, 62.0, 76.0


def room_poster(forum: Forum, address: str, short: str, font: FontFile) -> bytes:
    """Return the poster; ``address`` is what the code says, ``short`` is what people type."""
    with force_locale("ja"):
        title = _("ご感想をお聞かせください")
        sheet = Panels(font, title=title, author=forum.title, language="ja", written=clock.now())
        head = [Text(forum.title, 16), Text(title, 34, is_bold=True)]
        foot = [
            Text(_("スマートフォンで読み取るか、次のアドレスを入力してください。"), 13),
            Text(short, 22, is_bold=True),
            Text(_("お名前をうかがうことも、記録することもありません。"), 13),
        ]
    with force_locale("en"):
        head.append(Text(_("ご感想をお聞かせください"), 17))
        foot.append(Text(_("スマートフォンで読み取るか、次のアドレスを入力してください。"), 11, is_grey=True))
        foot.append(Text(_("お名前をうかがうことも、記録することもありません。"), 11, is_grey=True))
    sheet.centred(head, MARGIN, TOP, INNER, HEAD)
    draw_code(sheet.page, address, (WIDTH - CODE) / 2, TOP + HEAD + 6, CODE)
    sheet.centred(foot, MARGIN, TOP + HEAD + CODE + 12, INNER, FOOT)
    return sheet.output()
