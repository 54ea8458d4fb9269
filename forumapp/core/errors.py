"""What the domain can refuse, in the user's words."""


class DomainError(Exception):
    """A rule says no. ``message`` is a translated sentence; ``field`` names the form field it belongs to."""

    status = 409

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(str(message))
        self.message = str(message)
        self.field = field


class StaleForm(Exception):
    """An unsafe request arrived without a valid form token."""


class SignInRequired(Exception):
    """The page needs an account; the visitor has not signed in."""
