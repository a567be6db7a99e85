"""Phone numbers and e-mail addresses: read strictly, kept sealed, found by a keyed hash."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import phonenumbers

from backend.accounts.errors import AddressNotRead
from backend.accounts.models import Channel
from backend.plumbing import sealing

_LONGEST_EMAIL = 254
_LOCAL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.ASCII
)
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?", re.ASCII)
_TYPES = phonenumbers.PhoneNumberType
# A text to these may cost a fortune, and nobody reads it.
_NEVER_A_PERSON = {_TYPES.PREMIUM_RATE, _TYPES.SHARED_COST, _TYPES.PAGER, _TYPES.VOICEMAIL}
_WRONG_PHONE = "Give the whole number with its country code, such as +86 138 0013 8000."
_WRONG_EMAIL = "Give an e-mail address, such as mei@example.org."


@dataclass(frozen=True)
class Address:
    """Where one person is reached: a phone number as E.164, or an e-mail address."""

    channel: Channel
    text: str

    @cached_property
    def hash(self) -> bytes:
        """The keyed hash by which the address is found; capitals in e-mail make no difference."""
        return sealing.keyed_hash(f"contact/{self.channel}", self.text.lower())

    def sealed(self) -> bytes:
        """Return the address sealed for sending."""
        return sealing.seal(self.text)

    @classmethod
    def unsealed(cls, channel: str, sealed: bytes) -> Self:
        """Return the address of a stored row."""
        return cls(Channel(channel), sealing.unseal(sealed))

    @property
    def masked(self) -> str:
        """Enough for its owner to know it by, too little for anybody else."""
        if self.channel is Channel.SMS:
            return "••••" + self.text[-4:]
        local, _, domain = self.text.partition("@")
        return f"{local[0]}•••@{domain}"

    @property
    def region(self) -> str | None:
        """The country of a phone number as ISO 3166 alpha-2, where the number tells one."""
        if self.channel is not Channel.SMS:
            return None
        region = phonenumbers.region_code_for_number(phonenumbers.parse(self.text))
        return region if region and region.isalpha() else None

    @property
    def time_zone(self) -> str:
        """The first time zone of a number's area, or UTC: a start that the person may move."""
        if self.channel is not Channel.SMS:
            return "UTC"
        from phonenumbers import timezone  # noqa: PLC0415 - tables that only a sign-up needs

        zones = timezone.time_zones_for_number(phonenumbers.parse(self.text))
        known = [zone for zone in zones if "/" in zone]
        return known[0] if known else "UTC"


def read(channel: str, text: str) -> Address:
    """Return the address that a person typed.

    Raises: AddressNotRead naming the field `address`.
    """
    return phone(text) if channel == Channel.SMS else email(text)


def phone(text: str) -> Address:
    """Return a phone number as E.164.

    Raises: AddressNotRead when it is no whole, possible number with its country code.
    """
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException as wrong:
        raise AddressNotRead(fields={"address": [_WRONG_PHONE]}) from wrong
    # Possible, not "valid": lists of assigned ranges grow old faster than people get new numbers.
    possible = not number.extension and phonenumbers.is_possible_number(number)
    if not possible or phonenumbers.number_type(number) in _NEVER_A_PERSON:
        raise AddressNotRead(fields={"address": [_WRONG_PHONE]})
    return Address(
        Channel.SMS, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    )


def email(text: str) -> Address:
    """Return an e-mail address that mail servers everywhere can take, its domain in lower case.

    Raises: AddressNotRead when it is none; other scripts are taken in the domain only.
    """
    local, _, domain = text.strip().rpartition("@")
    try:
        host = domain.encode("idna").decode().lower()
    except UnicodeError as wrong:
        raise AddressNotRead(fields={"address": [_WRONG_EMAIL]}) from wrong
    labels = host.split(".")
    whole = f"{local}@{host}"
    fits = len(local) <= 64 and len(whole) <= _LONGEST_EMAIL and len(labels) > 1  # noqa: PLR2004
    if not (fits and _LOCAL.fullmatch(local) and all(map(_LABEL.fullmatch, labels))):
        raise AddressNotRead(fields={"address": [_WRONG_EMAIL]})
    return Address(Channel.EMAIL, whole)
