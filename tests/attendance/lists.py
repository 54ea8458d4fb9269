"""Participants' lists as the tools write them, of invented people: 山田 太郎 twice, 髙﨑 恵 by a device, the host, a recorder."""

ZOOM_EN = """Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
852 1848 6288,Forum,08/01/2024 01:00:10 PM,08/01/2024 03:30:00 PM,host@pref.example.jp,150,5

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent,In Waiting Room
事務局 (Host),host@pref.example.jp,08/01/2024 01:00:10 PM,08/01/2024 03:30:00 PM,150,No,,No
長崎市_山田 太郎,taro@city.example.jp,08/01/2024 01:25:00 PM,08/01/2024 02:00:00 PM,35,Yes,Y,No
長崎市_山田 太郎,taro@city.example.jp,08/01/2024 02:10:00 PM,08/01/2024 03:05:00 PM,55,Yes,Y,No
iPad (髙﨑 恵),,08/01/2024 01:20:30 PM,08/01/2024 03:04:30 PM,104,Yes,Y,No
Otter.ai Notetaker,,08/01/2024 01:20:30 PM,08/01/2024 03:04:30 PM,104,Yes,Y,No
"""
ZOOM_JA = """名前（元の名前）,ユーザーのメール,参加時刻,退出時刻,時間（分）,ゲスト,録音に対する同意
事務局 (ホスト),host@pref.example.jp,2024/08/01 13:00:10,2024/08/01 15:30:00,150,いいえ,
長崎市_山田 太郎,taro@city.example.jp,2024/08/01 13:25:00,2024/08/01 14:00:00,35,はい,Y
長崎市_山田 太郎,taro@city.example.jp,2024/08/01 14:10:00,2024/08/01 15:05:00,55,はい,Y
iPad (髙﨑 恵),,2024/08/01 13:20:30,2024/08/01 15:04:30,104,はい,Y
議事録用,,2024/08/01 13:20:30,2024/08/01 15:04:30,104,はい,Y
"""
_MEETING = (
    "Forum,852 1848 6288,事務局,host@pref.example.jp,08/01/2024 01:00:10 PM,08/01/2024 03:30:00 PM,3,150"
)
ZOOM_NEW = (
    "Topic,ID,Host name,Host email,Start time,End time,Participants,Duration (minutes),"
    "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest\n"
    f"{_MEETING},長崎市_山田 太郎,taro@city.example.jp,08/01/2024 01:25:00 PM,08/01/2024 02:00:00 PM,35,Yes\n"
    f"{_MEETING},長崎市_山田 太郎,taro@city.example.jp,08/01/2024 02:10:00 PM,08/01/2024 03:05:00 PM,55,Yes\n"
    f"{_MEETING},iPad (髙﨑 恵),,08/01/2024 01:20:30 PM,08/01/2024 03:04:30 PM,104,Yes\n"
)
ZOOM_IDS = """Participant ID,Name,User Email,Join Time,Leave Time,Duration (Minutes)
16778240,長崎市_山田 太郎,taro@city.example.jp,2024-08-01 13:25:00,2024-08-01 14:00:00,35
16779264,長崎市_山田 太郎,taro@city.example.jp,2024-08-01 14:10:00,2024-08-01 15:05:00,55
16780288,iPad (髙﨑 恵),,2024-08-01 13:20:30,2024-08-01 15:04:30,104
"""
ZOOM_SUMS = """名前（元の名前）,ユーザーのメール,合計時間（分）,ゲスト
長崎市_山田 太郎,taro@city.example.jp,90,はい
iPad (髙﨑 恵),,104,はい
"""
TEAMS_EN = """1. Summary
Meeting title\tForum
Attended participants\t3
Start time\t8/1/24, 1:00:10 PM
End time\t8/1/24, 3:30:00 PM
Meeting duration\t2h 29m 50s
Average attendance time\t1h 40m 0s

2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
事務局\t8/1/24, 1:00:10 PM\t8/1/24, 3:30:00 PM\t2h 29m 50s\thost@pref.example.jp\thost@pref.example.jp\tOrganizer
山田 太郎\t8/1/24, 1:25:00 PM\t8/1/24, 3:05:00 PM\t1h 30m 0s\ttaro@city.example.jp\ttaro@city.example.jp\tPresenter
髙﨑 恵 (Guest)\t8/1/24, 1:20:30 PM\t8/1/24, 3:04:30 PM\t1h 44m 0s\t\t\tPresenter

3. In-Meeting Activities
Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole
事務局\t8/1/24, 1:00:10 PM\t8/1/24, 3:30:00 PM\t2h 29m 50s\thost@pref.example.jp\tOrganizer
山田 太郎\t8/1/24, 1:25:00 PM\t8/1/24, 2:00:00 PM\t35m 0s\ttaro@city.example.jp\tPresenter
山田 太郎\t8/1/24, 2:10:00 PM\t8/1/24, 3:05:00 PM\t55m 0s\ttaro@city.example.jp\tPresenter
髙﨑 恵 (Guest)\t8/1/24, 1:20:30 PM\t8/1/24, 3:04:30 PM\t1h 44m 0s\t\tPresenter
"""
TEAMS_JA = """1. 要約
会議のタイトル\tフォーラム
出席した参加者\t3
開始時刻\t2024/8/1 13:00:10
終了時刻\t2024/8/1 15:30:00
会議の期間\t2 時間 29 分 50 秒
平均出席時間\t1 時間 40 分

2. 参加者
名前\t最初の参加\t最後の退出\t会議の期間\tメール\t参加者 ID (UPN)\t役割
事務局\t2024/8/1 13:00:10\t2024/8/1 15:30:00\t2 時間 29 分 50 秒\thost@pref.example.jp\thost@pref.example.jp\t開催者
山田 太郎\t2024/8/1 13:25:00\t2024/8/1 15:05:00\t1 時間 30 分 0 秒\ttaro@city.example.jp\ttaro@city.example.jp\t発表者
髙﨑 恵 (ゲスト)\t2024/8/1 13:20:30\t2024/8/1 15:04:30\t1 時間 44 分 0 秒\t\t\t発表者

3. 会議中のアクティビティ
名前\t参加時刻\t退出時刻\t期間\tメール\t役割
事務局\t2024/8/1 13:00:10\t2024/8/1 15:30:00\t2 時間 29 分 50 秒\thost@pref.example.jp\t開催者
山田 太郎\t2024/8/1 13:25:00\t2024/8/1 14:00:00\t35 分 0 秒\ttaro@city.example.jp\t発表者
山田 太郎\t2024/8/1 14:10:00\t2024/8/1 15:05:00\t55 分 0 秒\ttaro@city.example.jp\t発表者
髙﨑 恵 (ゲスト)\t2024/8/1 13:20:30\t2024/8/1 15:04:30\t1 時間 44 分 0 秒\t\t発表者
"""
TEAMS_UTC = """Full Name\tFirst Join (UTC)\tLast Leave (UTC)\tDuration\tEmail\tRole
山田 太郎\t8/1/2024, 4:25:00 AM\t8/1/2024, 5:55:00 AM\t1h 30m\ttaro@city.example.jp\tPresenter
髙﨑 恵 (Guest)\t8/1/2024, 4:20:30 AM\t8/1/2024, 6:04:30 AM\t1h 44m\t\tPresenter
"""
TEAMS_OLD = """Full Name\tUser Action\tTimestamp
山田 太郎\tJoined\t8/1/2024, 1:25:00 PM
髙﨑 恵\tJoined before\t8/1/2024, 1:20:30 PM
山田 太郎\tLeft\t8/1/2024, 2:00:00 PM
山田 太郎\tJoined\t8/1/2024, 2:10:00 PM
髙﨑 恵\tLeft\t8/1/2024, 3:04:30 PM
山田 太郎\tLeft\t8/1/2024, 3:05:00 PM
"""
TEAMS_OLD_JA = """氏名\tユーザー アクション\tタイムスタンプ
山田 太郎\t参加済み\t2024/8/1 13:25:00
髙﨑 恵\t以前に参加\t2024/8/1 13:20:30
山田 太郎\t退出\t2024/8/1 14:00:00
山田 太郎\t参加済み\t2024/8/1 14:10:00
髙﨑 恵\t退出\t2024/8/1 15:04:30
山田 太郎\t退出\t2024/8/1 15:05:00
"""


def _webex(heading, title, host, attendee, unit, app):
    """Write a list of Webex: every cell as a formula of text, the meeting before each person."""
    people = (
        ("事務局", "事務局", "", host, "host@pref.example.jp", "13:00:10", "15:30:00", 150),
        ("山田 太郎", "太郎", "山田", attendee, "taro@city.example.jp", "13:25:00", "14:00:00", 35),
        ("山田 太郎", "太郎", "山田", attendee, "taro@city.example.jp", "14:10:00", "15:05:00", 55),
        ("髙﨑 恵", "恵", "髙﨑", attendee, "", "13:20:30", "15:04:30", 104),
    )
    day = "2024-08-01"
    rows = [
        (
            title,
            f"{day} 13:00:10",
            f"{day} 15:30:00",
            *who,
            f"{day} {start}",
            f"{day} {end}",
            f"{length} {unit}",
            app,
        )
        for *who, start, end, length in people
    ]
    return "\n".join(["\t".join(heading), *("\t".join(f'="{cell}"' for cell in row) for row in rows)])


WEBEX_EN = _webex(
    ("Meeting Name", "Meeting Start Time", "Meeting End Time", "Display Name", "First Name", "Last Name", "Role",
     "Attendee Email", "Join Time", "Leave Time", "Attendance Duration", "Connection Type"),
    "Forum", "Host", "Attendee", "mins", "Desktop app",
)  # fmt: skip
WEBEX_JA = _webex(
    ("ミーティング名", "ミーティング開始時刻", "ミーティング終了時刻", "表示名", "名", "姓", "役割",
     "出席者のメール", "参加時刻", "退出時刻", "出席期間", "接続タイプ"),
    "フォーラム", "ホスト", "出席者", "分", "デスクトップ",
)  # fmt: skip
PLAIN_JA = """氏名,メールアドレス,入室,退室
山田 太郎,taro@city.example.jp,13:25,14:00
山田 太郎,taro@city.example.jp,14:10,15:05
髙﨑 恵,,午後1時20分30秒,午後3時4分30秒
"""
PLAIN_EN = """Name,E-mail,Joined,Left
山田 太郎,taro@city.example.jp,2024-08-01T04:25:00Z,2024-08-01T05:00:00Z
山田 太郎,taro@city.example.jp,2024-08-01T05:10:00Z,2024-08-01T06:05:00Z
髙﨑 恵,,2024-08-01T13:20:30+09:00,2024-08-01T15:04:30+09:00
"""


def utf8(text):
    """Encode as a web page hands it over."""
    return text.encode()


def utf8_marked(text):
    """Encode with a byte-order mark, as Excel wants it."""
    return text.encode("utf-8-sig")


def utf16(text):
    """Encode as Teams and Webex do: UTF-16 LE with a mark, CRLF."""
    return b"\xff\xfe" + text.replace("\n", "\r\n").encode("utf-16-le")


def utf16_unmarked(text):
    """Encode the same without the mark."""
    return text.replace("\n", "\r\n").encode("utf-16-le")


def cp932(text):
    """Encode as a Japanese Excel saves it."""
    return text.replace("\n", "\r\n").encode("cp932")
