"""What an account may do on the whole site; roles in a forum belong to the forums."""

from forumapp.accounts.models import Account


def may_administer(account: Account) -> bool:
    """Say whether ``account`` may see and change all accounts."""
    return account.is_admin


def may_create_forums(account: Account) -> bool:
    """Say whether ``account`` may start new forums."""
    return account.is_admin or account.may_create


def may_disable(account: Account, other: Account) -> bool:
    """Say whether ``account`` may take ``other`` out of use: anybody's but their own."""
    return account.is_admin and account.id != other.id
