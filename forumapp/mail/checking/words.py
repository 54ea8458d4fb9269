"""What a mail server's refusals mean, for who runs the site."""

import smtplib
import ssl

from flask_babel import gettext as _

EXPIRED, NOT_YET = 10, 9
SELF_SIGNED = frozenset({18, 19})
UNKNOWN_ISSUER = frozenset({2, 20, 21})
WRONG_NAME = frozenset({62, 64})
"""OpenSSL's codes of verification (x509_vfy.h)."""


def said_by(error: Exception) -> str:
    """Return the server's code and words, or what kind of failure it was."""
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
        return " ".join(f"{error.smtp_code} {text}".split())[:300]
    return getattr(error, "strerror", None) or type(error).__name__


def certificate_fault(error: ssl.SSLCertVerificationError, name: str) -> str:
    """Return what is wrong with a certificate, and what to do."""
    code = error.verify_code
    if code == EXPIRED:
        return _(
            "サーバー %(name)s の証明書は期限が切れています。サーバーの管理者に更新を依頼してください。",
            name=name,
        )
    if code == NOT_YET:
        return _(
            "サーバー %(name)s の証明書は、まだ有効期間に入っていません。この機械の時計を確認してください。",
            name=name,
        )
    if code in WRONG_NAME:
        return _(
            "証明書の名前が %(name)s と一致しません。MAIL_SERVER には、証明書に書かれているサーバーの名前を設定してください。",
            name=name,
        )
    if code in SELF_SIGNED:
        return _(
            "サーバー %(name)s の証明書は自己署名です。認証局の証明書に替えるか、"
            "この証明書のファイルを環境変数 SSL_CERT_FILE で指定してください。",
            name=name,
        )
    if code in UNKNOWN_ISSUER:
        return _(
            "サーバー %(name)s の証明書の発行元を確認できません。"
            "中間証明書が設定されているか、サーバーの管理者に確認してください。",
            name=name,
        )
    return _(
        "サーバー %(name)s の証明書を確認できません（%(said)s）。サーバーの管理者に伝えてください。",
        name=name,
        said=error.verify_message,
    )


def recipient_fault(address: str, error: smtplib.SMTPRecipientsRefused) -> str:
    """Return why an address was refused, and what to do."""
    code, words = next(iter(error.recipients.values()))
    said = " ".join(f"{code} {words.decode('utf-8', 'replace')}".split())[:300]
    if 400 <= code < 500:
        return _(
            "サーバーが、今は %(address)s あてのメールを受け付けません（%(said)s）。10分ほどたってから、もう一度試してください。",
            address=address,
            said=said,
        )
    return _(
        "サーバーが %(address)s あてのメールを断りました（%(said)s）。アドレスのつづりを確認してください。"
        "正しい場合は、外部への送信を許可するように、サーバーの管理者に依頼してください。",
        address=address,
        said=said,
    )
