"""Passkeys: made, used and removed; one challenge for one use, within five minutes."""

from base64 import urlsafe_b64decode
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import webauthn
from sqlalchemy.orm import Session
from webauthn.helpers import options_to_json_dict
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from backend.accounts.codes import Asker
from backend.accounts.errors import PasskeyInUse, TooManyPasskeys
from backend.accounts.models import Passkey, PasskeyChallenge, PasskeyPurpose
from backend.audit import service as audit
from backend.plumbing import clock, logs
from backend.plumbing.errors import Missing
from backend.plumbing.settings import settings

LIFETIME = timedelta(minutes=5)
MOST_PASSKEYS = 20
_NAME = "Tideover"
_TRANSPORTS = {transport.value for transport in AuthenticatorTransport}
_TIMEOUT_MILLISECONDS = int(LIFETIME.total_seconds() * 1000)


@dataclass(frozen=True, slots=True)
class Options:
    """What a browser is asked to sign, and the challenge that its answer names."""

    challenge_id: UUID
    public_key: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Used:
    """A passkey that has just signed, and whether it made sure who held it."""

    passkey: Passkey
    user_verified: bool
    count_went_back: bool


def registration_options(session: Session, *, asker: Asker, shown_as: str) -> Options:
    """Ask a signed-in person's browser for a new passkey.

    Raises: TooManyPasskeys.
    """
    known = of_person(session, person_id=asker.person_id)
    if len(known) >= MOST_PASSKEYS:
        raise TooManyPasskeys
    challenge = _ask(session, PasskeyPurpose.REGISTER, asker)
    options = webauthn.generate_registration_options(
        rp_id=settings().host,
        rp_name=_NAME,
        user_id=asker.person_id.bytes,
        user_name=shown_as,
        challenge=challenge.challenge,
        timeout=_TIMEOUT_MILLISECONDS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=_descriptors(known),
    )
    return Options(challenge.id, options_to_json_dict(options))


def register(
    session: Session, *, asker: Asker, challenge_id: UUID, credential: dict[str, Any], name: str
) -> Passkey | None:
    """Keep a new passkey; or return None when the answer does not hold, its challenge now spent.

    Raises: PasskeyInUse.
    """
    challenge = _take(session, challenge_id, PasskeyPurpose.REGISTER, asker)
    if challenge is None:
        return None
    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge.challenge,
            expected_rp_id=settings().host,
            expected_origin=settings().origin,
        )
    except Exception as refused:  # noqa: BLE001 - see _refused
        _refused(refused)
        return None
    taken = sa.select(Passkey.id).where(Passkey.credential_id == made.credential_id)
    if session.scalar(taken) is not None:
        raise PasskeyInUse
    passkey = Passkey(
        person_id=asker.person_id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        transports=_transports(credential),
        name=name,
        created_at=clock.now(),
    )
    session.add(passkey)
    session.flush()
    return passkey


def sign_in_options(session: Session) -> Options:
    """Ask any passkey for a signature: which one, and whose, the browser will say."""
    return _signature_options(
        _ask(session, PasskeyPurpose.SIGN_IN, None), [], UserVerificationRequirement.PREFERRED
    )


def step_up_options(session: Session, *, asker: Asker) -> Options:
    """Ask one of the person's own passkeys for a signature, made by its verified holder."""
    return _signature_options(
        _ask(session, PasskeyPurpose.STEP_UP, asker),
        _descriptors(of_person(session, person_id=asker.person_id)),
        UserVerificationRequirement.REQUIRED,
    )


def use(
    session: Session,
    *,
    challenge_id: UUID,
    credential: dict[str, Any],
    asker: Asker | None = None,
) -> Used | None:
    """Return the passkey that signed; or None when it does not hold, the challenge now spent.

    With an asker it is a step-up: the passkey must be the asker's and its holder verified.
    A counter that fell back is an alarm, not a lock: synced passkeys may count strangely.
    """
    purpose = PasskeyPurpose.STEP_UP if asker else PasskeyPurpose.SIGN_IN
    challenge = _take(session, challenge_id, purpose, asker)
    passkey = None if challenge is None else _named_by(session, credential)
    if challenge is None or passkey is None:
        return None
    if asker and passkey.person_id != asker.person_id:
        return None
    try:
        signed = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge.challenge,
            expected_rp_id=settings().host,
            expected_origin=settings().origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=0,  # the library locks where we raise an alarm
            require_user_verification=asker is not None,
        )
    except Exception as refused:  # noqa: BLE001 - see _refused
        _refused(refused)
        return None
    now = clock.now()
    went_back = 0 < passkey.sign_count >= signed.new_sign_count
    if went_back:
        passkey.count_went_back_at = now
        logs.get(__name__).warning("passkey_count_went_back", passkey_id=str(passkey.id))
    passkey.sign_count = max(passkey.sign_count, signed.new_sign_count)
    passkey.last_used_at = now
    return Used(passkey, signed.user_verified, went_back)


def record_alarm(session: Session, used: Used) -> None:
    """Keep in the record that a passkey's counter fell back, when it did."""
    if used.count_went_back:
        audit.record(
            session,
            actor=audit.system(used.passkey.person_id),
            action="passkey_count_went_back",
            subject=f"passkey:{used.passkey.id}",
        )


def remove(session: Session, *, person_id: UUID, passkey_id: UUID) -> None:
    """Remove one passkey of a person.

    Raises: Missing.
    """
    gone = session.scalar(
        sa.delete(Passkey)
        .where(Passkey.id == passkey_id, Passkey.person_id == person_id)
        .returning(Passkey.id)
    )
    if gone is None:
        raise Missing


def of_person(session: Session, *, person_id: UUID) -> list[Passkey]:
    """Return a person's passkeys, oldest first."""
    return list(
        session.scalars(
            sa.select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id)
        )
    )


def _ask(session: Session, purpose: PasskeyPurpose, asker: Asker | None) -> PasskeyChallenge:
    now = clock.now()
    challenge = PasskeyChallenge(
        purpose=purpose,
        challenge=webauthn.helpers.generate_challenge(),
        person_id=asker.person_id if asker else None,
        session_id=asker.session_id if asker else None,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    session.add(challenge)
    session.flush()
    return challenge


def _take(
    session: Session, challenge_id: UUID, purpose: PasskeyPurpose, asker: Asker | None
) -> PasskeyChallenge | None:
    now = clock.now()
    return session.scalar(
        sa.update(PasskeyChallenge)
        .where(
            PasskeyChallenge.id == challenge_id,
            PasskeyChallenge.purpose == purpose,
            PasskeyChallenge.session_id == asker.session_id
            if asker
            else PasskeyChallenge.session_id.is_(None),
            PasskeyChallenge.used_at.is_(None),
            PasskeyChallenge.expires_at > now,
        )
        .values(used_at=now)
        .returning(PasskeyChallenge)
    )


def _named_by(session: Session, credential: dict[str, Any]) -> Passkey | None:
    """Return the passkey that an answer names, when the account it names is the same."""
    try:
        credential_id = urlsafe_b64decode(credential["id"] + "==")
        handle = credential["response"].get("userHandle")
        person_id = urlsafe_b64decode(handle + "==") if handle else None
    except (ValueError, KeyError):
        return None
    passkey = session.scalar(
        sa.select(Passkey).where(Passkey.credential_id == credential_id).with_for_update()
    )
    if passkey is None or (person_id is not None and person_id != passkey.person_id.bytes):
        return None
    return passkey


def _signature_options(
    challenge: PasskeyChallenge,
    allowed: list[PublicKeyCredentialDescriptor],
    verification: UserVerificationRequirement,
) -> Options:
    options = webauthn.generate_authentication_options(
        rp_id=settings().host,
        challenge=challenge.challenge,
        timeout=_TIMEOUT_MILLISECONDS,
        allow_credentials=allowed,
        user_verification=verification,
    )
    return Options(challenge.id, options_to_json_dict(options))


def _descriptors(passkeys: list[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=passkey.credential_id,
            transports=[AuthenticatorTransport(name) for name in passkey.transports],
        )
        for passkey in passkeys
    ]


def _transports(credential: dict[str, Any]) -> list[str]:
    named = credential["response"].get("transports") or []
    return sorted(_TRANSPORTS & {name for name in named if isinstance(name, str)})


def _refused(error: Exception) -> None:
    # The library parses bytes that strangers made (CBOR, COSE, certificates, JSON) and lets through
    # whatever its parsers raise. Each of them means the same: this proves nothing.
    logs.get(__name__).info("passkey_refused", kind=type(error).__name__)
