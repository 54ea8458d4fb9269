"""Sound contents of every form: what its page offers, filled in, and a few words where the page cannot know."""

from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO

from PIL import Image

from forumapp.registration.selection import Scope, Selection
from tests.access.pages import TOKEN, Field, Page, example_file, filled
from tests.accounts.factories import PASSWORD
from tests.agenda.sheets.books import carried, made, programme_book
from tests.exchange.schedule.samples import as_json, schedule
from tests.materials.factories import MP4, PDF, PNG, VTT

AFTERWARDS = datetime(2024, 8, 2, 0, 0, tzinfo=UTC)
DURING = datetime(2024, 8, 1, 5, 0, tzinfo=UTC)
WHEN = {
    "feedback_results.ask": AFTERWARDS,
    "feedback_results.close": AFTERWARDS,
    "feedback_room.give": AFTERWARDS,
    "feedback_room.change": AFTERWARDS,
    "feedback.change": AFTERWARDS,
    "final_list.correct": AFTERWARDS,
    "final_list.settle": AFTERWARDS,
    "feedback.give": AFTERWARDS,
    "publishing.publish_report": AFTERWARDS,
    "reception.check_in": DURING,
    "reception.undo": DURING,
    "reception_devices.scan": DURING,
    "reception_devices.sync": DURING,
    "reception_guests.proxy": DURING,
    "reception_guests.walk_in": DURING,
    "registration.join": DURING,
}
"""Forms that are taken at another time than before the forum."""

_made = BytesIO()
Image.new("L", (64, 48)).save(_made, "JPEG")
JPEG = _made.getvalue()
ITEM = {
    "decided": "yes",
    "start": "13:45",
    "minutes": "20",
    "is_fixed": None,
    "is_remainder": None,
    "parent_id": "",
    "join_url": "https://meeting.example.jp/item",
}
TRACK = {"join_url": "https://meeting.example.jp/track"}
HOURS = {"venue_opens": "9:00", "venue_closes": "17:00"}
ROOMS = {"rooms-2-name": "第3会議室", "rooms-2-capacity": "30", "rooms-3-name": "", "rooms-4-name": ""}
LIST = "団体名,氏名,参加方法\r\n長崎市,一括 花子,会場\r\n".encode("cp932")
GROUPS = "氏名,班\r\n神無月 凛太郎,2\r\n".encode("cp932")
PROGRAMME = "13:30〜13:40 開会\n13:40〜14:00 講演"
LOOKED_AT = {"text": PROGRAMME, "seen": sha256(PROGRAMME.encode()).hexdigest()[:16], "how": "append"}
SPANS = {"spans-0-start": "13:00", "spans-0-end": "15:00", "spans-1-day": ""}
SPANS |= {"spans-1-start": "", "spans-1-end": ""}
CODE = "ABCD-EFGH-JKMN"
REPLIES = ("reply", "reply_section", "proxy")
NEWCOMER = {"family_name": "新人", "given_name": "次郎", "family_kana": "シンジン", "given_kana": "ジロウ"}
REPLY = made([["参加枠", "氏名", "参加方法"], ["情報政策担当部門", "新人 次郎", "Web"]])
PASTED = {"rows": "氏名\t部署名\n新人 次郎\t総務課", "mode": "web"}
UPLOAD = {"place": "documents", "name": "新.pdf", "size": "100", "mark": ""}
MARKED = {
    "device": "d" * 32,
    "since": "0",
    "changes": f'[{{"n": 1, "kind": "add", "theme": 1, "text": "書き足した意見", "key": "{"e" * 32}"}}]',
}
CHANGES = {
    "agenda_changes.change_values": {**ITEM, "title": "別の講演"},
    "agenda_changes.withdraw_item": {"decided": "yes"},
    "agenda_changes.restore_item": {"decided": "yes"},
    "agenda_changes.move_item": {"decided": "yes"},
    "agenda_history.undo": {"decided": "yes"},
    "agenda_history.redo": {"decided": "yes"},
    "arrangement.undo": {"decided": "yes"},
    "arrangement.redo": {"decided": "yes"},
    "agenda.add_item": ITEM,
    "agenda.change_item": ITEM,
    "agenda_tracks.add_track": TRACK,
    "agenda_tracks.change_track": TRACK,
    "forums.venue": HOURS,
    "agenda_pasting.index": LOOKED_AT,
    "agenda_pasting.preview": {"text": PROGRAMME},
    "announcements.edit": {"subject": "新しい件名"},
    "arrangement.move": {"group": "0"},
    "audience.add_quota": {"seats": "2"},
    "board.seats": {"seats": "6"},
    "board.check_reminders": {"scope": "all"},
    "saved_views.rename": {"name": "別の表示"},
    "registrations.select": {"scope": "page"},
    "registrations.change_selected": {
        "scope": "page",
        "shown": "1",
        "action": "cancel",
        "mark": Selection(Scope.PAGE, (1,)).mark,
    },
    "campaigns.begin_for": {"scope": "page"},
    "seat_rules.index": {"join_minutes": "30", "reply_due": "", "reply_due_at": "", "releases_on": ""},
    "summary.bullet": {"wording": None},
    "summary.new_bullet": {"notes": "1"},
    "summary.picks": {"note": "3", "target": "2"},
    "summary.proposal": {"digest": "a" * 64},
    "summary.source": {"note": "2"},
    "summary.undo": {"step": "2.1"},
    "venues.create": {**ROOMS, "rooms-0-name": "大会議室", "rooms-1-name": "小会議室"},
    "venues.edit": ROOMS,
    "agenda_sheets.index": {"content": carried(programme_book(["閉会", 5])), "withdraw": "y"},
    "composer.exclusions": {"keep": None},
    "imports.index": {"content": carried(LIST), "tells": "y"},
    "group_imports.index": {"content": carried(GROUPS)},
    "group_papers.rule": {"display_name": "{group}_{family}", "look": None},
    "composer.text": {"subject": "別の件名"},
    "composer.recipients": {"organisations": "", "registered_from": "", "registered_until": ""},
    "accounts.me": {"name": "新しい名前"},
    "accounts.sign_in": {"email": "admin@here.example.jp", "password": PASSWORD},
    "administration.suspension": {"disabled": "y"},
    "final_list.correct": {"came": "yes", "reason": "会場係が確認"},
    "presence.index": {
        "content": carried("氏名,入室,退室\n新しい人,13:00,14:00\n".encode()),
        "filename": "a.csv",
    },
    "presence.line": {"people": "1"},
    "feedback.change": {"code": CODE},
    "feedback_room.change": {"code": CODE},
    "feedback_form.add": {"label": "新しい質問", "choices": "はい\nいいえ", "choices_en": "Yes\nNo"},
    "feedback_form.edit": {"label": "直した質問"},
    "feedback_form.rules": {
        "opens": "2024/8/1",
        "opens_time": "15:00",
        "closes": "2024/8/20",
        "closes_time": "17:00",
    },
    "impressions.edit": {"text": "整えた感想"},
    "mail.suppress": {"address": "left@city.example.jp"},
    "groupwork.notes": {"text": ["書き換えた意見", *[""] * 6]},
    "groupwork.group_notes": {"text": ["書き換えた意見", *[""] * 6]},
    "groupwork.recorder_notes": {"text": ["書き換えた意見", *[""] * 6]},
    **{f"groupwork.{way}changes": MARKED for way in ("", "recorder_", "group_")},
    "groupwork_setup.theme": {"title": "別の話題"},
    "screen.cards": {"do": "clear"},
    "screen.clock": {"do": "plus"},
    "screen.settings": {"do": "pause"},
    "talks.minutes": {"minutes": "4"},
    "talks.order": {"do": "number"},
    "talks.turn": {"do": "call:1", "back": ""},
    "groupwork_setup.group": {"join_url": "https://meeting.example.jp/3"},
    "groupwork_setup.new_group": {"join_url": "https://meeting.example.jp/3"},
    "groupwork_setup.many_groups": {"amount": "3", "web": "1"},
    "groupwork_setup.members": {"members": None},
    "groupwork_setup.settings": {"seed": "2"},
    "invitations.index": {"addresses": "new@city.example.jp", "language": "ja"},
    "people.member": {"role": "reception"},
    "reception_devices.sync": {"entries": '[{"do": "out", "id": "cccccccccccccccccccccccccccccccc"}]'},
    "reception_guests.proxy": {"proxy_name": "代理 次郎"},
    "reception_guests.walk_in": {"family_name": "当日", "given_name": "花子", "organisation": "長崎市"},
    "registration.mode": {"mode": "on_site"},
    "answering.answer": {"participation": "accepted"},
    "registrations.mode": {"mode": "on_site"},
    "inquiries.ask": {"due": "2024/7/19", "due_at": "17:00", "addresses": "平戸市,hirado@city.example.jp"},
    "inquiries.preview": {
        "due": "2024/7/19",
        "due_at": "17:00",
        "addresses": "平戸市,hirado@city.example.jp",
    },
    "inquiries.change": {"address": "moved@city.example.jp", "due": "2024/7/19", "due_at": "12:00"},
    "inquiries.act": {"do": "again"},
    "reply.pass_on": {"address": "finance@city.example.jp"},
    "reply_links.lost_link": {"email": "clerk@here.example.jp"},
    **{f"{way}.act": {"do": "remove"} for way in REPLIES},
    **{f"{way}.{form}": NEWCOMER for way in REPLIES for form in ("add", "edit", "substitute")},
    **{f"{way}.{form}": PASTED for way in REPLIES for form in ("paste", "paste_preview")},
    **{f"{way}_workbook.index": {"content": carried(REPLY)} for way in ("reply", "proxy")},
    "series.add_document": {"url": ""},
    "speaker.no_slides": {"without": "yes"},
    "speaker.phone": {"phone": "03-0000-0000"},
    "speaker.unavailability": SPANS,
    "speaker_links.lost_link": {"email": "hanayo@here.example.jp"},
    "speaker_pasting.index": {"addresses": "登壇 花代 new@city.example.jp"},
    "speaker_pasting.preview": {"addresses": "登壇 花代 new@city.example.jp"},
    "speakers.person": {"email": "moved@city.example.jp"},
    "speakers.send": {"what": "request", "count": "1"},
    "materials.add_recording": {"url": "", "began": "13:25:30"},
    "recordings.edit_captions": {"text": "WEBVTT\n\n00:01.000 --> 00:02.000\n新しい字幕\n"},
    "several_materials.index": {"place": "", "audience": "public", "publish_when": "now"},
    **dict.fromkeys(("material_uploads.begin", "speaker_uploads.begin"), UPLOAD),
    **{f"{who}_uploads.step": {"step": "piece", "offset": "0"} for who in ("material", "speaker")},
    "materials.change_recording": {"url": "", "drop_captions": None, "began": "13:25:30"},
}
FILES = {
    "agenda_sheets.preview": {"file": (programme_book(["閉会", 5]), "次第.xlsx")},
    **{f"{way}_workbook.preview": {"file": (REPLY, "回答.xlsx")} for way in ("reply", "proxy")},
    "imports.preview": {"file": (LIST, "名簿.csv")},
    "group_imports.preview": {"file": (GROUPS, "班.csv")},
    "presence.preview": {"file": ("氏名,入室,退室\n新しい人,13:00,14:00\n".encode(), "participants.csv")},
    "speaker.slides": {"file": (PDF + b"\nnew", "新.pdf")},
    "reception_devices.scan": {"frame": (JPEG, "frame.jpg")},
    "photographs.add": {"file": (JPEG, "photograph.jpg")},
    **{f"{who}_uploads.step": {"piece": (PDF, "blob")} for who in ("material", "speaker")},
    "several_materials.places": {"files": (PDF + b"\nnew", "新.pdf")},
    "several_materials.index": {"files": (PDF + b"\nnew", "新.pdf")},
    "series.add_document": {"file": (PDF + b"\nnew", "新.pdf")},
    "materials.add_material": {"file": (PDF + b"\nnew", "新.pdf")},
    "materials.change_material": {"file": (PDF + b"\nnew", "新.pdf")},
    "materials.add_recording": {
        "file": (MP4 + b"new", "新.mp4"),
        "captions": (VTT, "字幕.vtt"),
        "poster": (PNG, "画像.png"),
    },
    "materials.change_recording": {"file": (MP4 + b"new", "新.mp4"), "captions": (VTT, "字幕.vtt")},
    "exchange_schedule.preview": {"file": (as_json(schedule()), "schedule.json")},
}
CHOSEN_IN = {"speakers.check": "letters", "speakers.send": "letters/sending"}
"""Forms whose choices stand in the table of addresses, by the end of their path."""
SEVERAL = {"arrangement.swap": "people", "arrangement.add_rule": "people"}
"""Forms of which two boxes must be ticked."""
SAME_FORM = {
    "inquiries.ask": "preview",
    **{f"{way}.paste": "preview" for way in REPLIES},
    **{f"{way}_workbook.index": "preview" for way in ("reply", "proxy")},
    "agenda_pasting.index": "preview",
    "agenda_releases.release": "preview",
    "agenda_sheets.index": "preview",
    "imports.index": "preview",
    "group_imports.index": "preview",
    "presence.index": "preview",
    "registration.register": "confirmation",
    "invited.register": "confirmation",
    "seat.substitute": "confirmation",
}
"""Forms that are sent from the page after: with the fields of the page before."""


def sound(catalogue, door, path, **changes):
    """Return what somebody sends who fills in the form of ``door`` well."""
    source = (
        f"{path}/{SAME_FORM[door.endpoint]}" if door.endpoint in SAME_FORM else path.removesuffix("/values")
    )
    if door.endpoint in CHOSEN_IN:
        source = f"{path.removesuffix(CHOSEN_IN[door.endpoint])}addresses"
    form = catalogue.get(source) or Page(path, "post", {"csrf_token": Field("csrf_token", "hidden", [""])})
    made = {**CHANGES.get(door.endpoint, {}), **changes}
    if door.endpoint in SEVERAL:
        several = SEVERAL[door.endpoint]
        made[several] = form.fields[several].options[:2]
    for name, (content, filename) in FILES.get(door.endpoint, {}).items():
        made.setdefault(name, example_file(content, filename))
    return filled(form, **{"csrf_token": TOKEN, **made})
