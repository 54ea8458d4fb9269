"""What a campaign can refuse besides plain DomainErrors."""

from flask_babel import gettext as _

from forumapp.core.errors import DomainError


class NumberChanged(DomainError):
    """The recipients are ``number`` by now, not as many as somebody agreed to; nothing was sent."""

    def __init__(self, number: int) -> None:
        super().__init__(
            _(
                "確認している間に、宛先の数が変わりました（いまは%(number)d名）。もう一度確認してから送信してください。",
                number=number,
            )
        )
        self.number = number


class WrittenMeanwhile(DomainError):
    """Somebody else has saved the campaign since the page was opened; nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            _("ほかの担当者が先に保存したため、まだ保存していません。入力した内容は残っています。")
        )
