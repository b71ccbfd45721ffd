"""Values that travel in a link and come back unchanged: signed for one purpose, good for a while."""

from datetime import UTC, datetime, timedelta

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer


def seal(secret: str, purpose: str, value: str, *, now: datetime | None = None) -> str:
    """`value` as a token that can stand in a link. Anybody can read it; nobody can make or change one.

    `purpose` keeps the tokens of one kind of link out of every other. `now` (the clock's by default) is when it begins.
    """
    return str(_serializer(secret, purpose, now).dumps(value))


def unseal(secret: str, purpose: str, token: str, max_age: timedelta, *, now: datetime | None = None) -> str | None:
    """The value, or None when the token is not ours, of another purpose, or older than `max_age`."""
    try:
        value = _serializer(secret, purpose, now).loads(token, max_age=int(max_age.total_seconds()))
    except BadData:
        return None
    return value if isinstance(value, str) else None


def _serializer(secret: str, purpose: str, now: datetime | None) -> URLSafeTimedSerializer:
    moment = int((now or datetime.now(UTC)).timestamp())

    class At(TimestampSigner):
        """Signs at the moment it is told."""

        def get_timestamp(self) -> int:
            return moment

    return URLSafeTimedSerializer(secret, salt=f"kith:{purpose}", signer=At)
