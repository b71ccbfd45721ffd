"""Who may do what, where: the table, areas, keys."""

from uuid import UUID

import pytest

from app.access.require import require
from app.access.rules import ALLOWED, NOWHERE, SCOPES, STAFF, Deed, Role, areas_of, may
from app.kernel.callers import NOBODY, Caller, Grant
from app.kernel.errors import Forbidden, SignInNeeded

LEEDS, WIGAN, BEN_ID = UUID(int=1), UUID(int=2), UUID(int=9)
BEN = Caller(BEN_ID, "Ben", "ben@example.org", ())


def staff(role: Role, area: UUID | None = LEEDS) -> Caller:
    return Caller(BEN_ID, None, "ben@example.org", (Grant(role, area),))


def machine(*scopes: Deed, area: UUID | None = None) -> Caller:
    return Caller(None, "feed reader", None, (Grant(Role.MACHINE, area),), frozenset(scopes))


def test_it_works() -> None:
    assert may(staff(Role.STEWARD), Deed.CHECK_LISTINGS, frozenset({LEEDS, WIGAN}))
    assert not may(staff(Role.STEWARD), Deed.CHECK_LISTINGS, frozenset({WIGAN}))


def test_every_deed_stands_in_the_table_and_an_admin_may_do_it() -> None:
    assert set(ALLOWED) == set(Deed)
    assert all(may(staff(Role.ADMIN, None), deed, frozenset({WIGAN})) for deed in Deed)


@pytest.mark.parametrize("deed", Deed)
@pytest.mark.parametrize("role", sorted(STAFF))
def test_a_role_reaches_what_the_table_says_and_no_further(deed: Deed, role: Role) -> None:
    open_to_account = bool(ALLOWED[deed] & {Role.RESIDENT, Role.KEEPER})
    expected = role in ALLOWED[deed]
    assert may(staff(role), deed, frozenset({LEEDS})) == expected
    assert may(staff(role), deed, frozenset({WIGAN})) == open_to_account
    assert may(staff(role, None), deed, frozenset({WIGAN})) == expected


@pytest.mark.parametrize("deed", Deed)
def test_nobody_may_do_what_is_open_and_nothing_else(deed: Deed) -> None:
    assert may(NOBODY, deed) == (Role.RESIDENT in ALLOWED[deed])


@pytest.mark.parametrize("deed", Deed)
def test_a_key_does_what_its_scopes_name_and_machines_may(deed: Deed) -> None:
    assert may(machine(), deed) == (Role.RESIDENT in ALLOWED[deed])
    assert may(machine(deed), deed) == (Role.MACHINE in ALLOWED[deed])
    assert (deed in SCOPES) == (may(machine(deed), deed) and not may(machine(), deed))


def test_what_lies_in_no_area_needs_a_grant_for_everywhere() -> None:
    assert not may(staff(Role.STEWARD), Deed.CHECK_LISTINGS, frozenset({NOWHERE}))
    assert may(staff(Role.STEWARD, None), Deed.CHECK_LISTINGS, frozenset({NOWHERE}))


def test_the_areas_of_a_deed() -> None:
    both = Caller(BEN_ID, None, None, (Grant(Role.STEWARD, LEEDS), Grant(Role.COORDINATOR, WIGAN)))
    assert areas_of(both, Deed.CHECK_LISTINGS) == {LEEDS, WIGAN}
    assert areas_of(both, Deed.MERGE_LISTINGS) == {LEEDS}
    assert areas_of(staff(Role.ADMIN, None), Deed.MERGE_LISTINGS) is None
    assert areas_of(machine(), Deed.SEE_QUEUE) == frozenset()
    assert areas_of(machine(Deed.SEE_QUEUE, area=WIGAN), Deed.SEE_QUEUE) == {WIGAN}
    assert areas_of(NOBODY, Deed.READ_OPEN) is None


def test_a_refusal_says_whether_signing_in_would_help() -> None:
    require(NOBODY, Deed.READ_OPEN)
    require(BEN, Deed.KEEP_OWN)
    with pytest.raises(SignInNeeded):
        require(NOBODY, Deed.SEE_QUEUE)
    for known in (BEN, staff(Role.COMMISSIONER), machine(Deed.SEE_AUDIT)):
        with pytest.raises(Forbidden):
            require(known, Deed.SEE_QUEUE)


def test_an_address_stays_out_of_what_might_be_logged() -> None:
    assert "ben@" not in repr(BEN)
    assert "Ben" not in repr(BEN)
