"""What can be the case when something is handed to another system for delivery."""


class NotTaken(Exception):
    """The other side did not take the message."""

    def __init__(self, *, final: bool) -> None:
        """Keep whether asking again is pointless, because the address or the message is wrong."""
        super().__init__("final" if final else "again later")
        self.final = final


class RouteNotSet(RuntimeError):
    """No way to send this is set up; see the settings."""
