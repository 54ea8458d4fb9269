"""What can be refused around accounts."""

from flask_babel import gettext as _

from forumapp.core.errors import DomainError


class AddressTaken(DomainError):
    """Somebody has an account with this address."""

    def __init__(self) -> None:
        super().__init__(_("このメールアドレスのアカウントはすでにあります。"), "email")


class AccountDisabled(DomainError):
    """The account is there but may not be used."""

    def __init__(self) -> None:
        super().__init__(
            _("このメールアドレスのアカウントは停止されています。サイトの管理者にご確認ください。"), "email"
        )


class PasswordTooShort(DomainError):
    """The new password has too few characters."""

    def __init__(self, least: int) -> None:
        super().__init__(_("%(least)d文字以上にしてください。", least=least), "password")


class PasswordIsAddress(DomainError):
    """The new password is the address of mail."""

    def __init__(self) -> None:
        super().__init__(_("メールアドレスと同じパスワードは使えません。"), "password")


class SignInRefused(DomainError):
    """No such account, not its password, or out of use: the answer never says which."""

    def __init__(self) -> None:
        super().__init__(_("メールアドレスまたはパスワードが違います。"))


class TooManyAttempts(DomainError):
    """The address or the place has tried too often."""

    status = 429

    def __init__(self, minutes: int) -> None:
        super().__init__(
            _(
                "短い間に何度も送信されたため、受付を止めています。%(minutes)d分ほど待ってから、もう一度お試しください。",
                minutes=minutes,
            )
        )


class WrongPassword(DomainError):
    """The present password was not that."""

    def __init__(self) -> None:
        super().__init__(_("今のパスワードが違います。"), "current_password")


class LinkUsed(DomainError):
    """The link has set a password a moment ago, or its time has passed."""

    def __init__(self) -> None:
        super().__init__(
            _("このリンクはもう使えません。「パスワードを忘れた場合」から新しいメールを受け取ってください。")
        )


class OwnAccount(DomainError):
    """Nobody disables themselves: the site could be left without an administrator."""

    def __init__(self) -> None:
        super().__init__(_("自分のアカウントは停止できません。ほかの管理者に依頼してください。"))
