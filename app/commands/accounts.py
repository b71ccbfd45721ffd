"""`kith accounts`: who may do what, and the keys of machines."""

import sys
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

import typer
from sqlmodel import Session

from app.access.audit import COMMAND_LINE, record
from app.access.give_role import find_person, give_role, take_roles
from app.access.keep_account import drop_codes
from app.access.machine_keys import make_key, stop_key
from app.access.rules import HOME, SCOPES, STAFF, Role
from app.access.send_link import make_link
from app.access.store import find_keys, grants_of, list_accounts
from app.areas.store import area_name, known_areas
from app.commands.terminal import Json, print_json, said
from app.db.engine import unit_of_work
from app.kernel.errors import NotFound
from app.main import join
from app.settings import Settings, address_of

TEN_YEARS, MOST_PORT = 3_660, 65_535  # in days; a key that should last longer is made without an end
commands = typer.Typer(no_args_is_help=True, help="Who may do what: people's roles and machines' keys.")
keys = typer.Typer(no_args_is_help=True, help="Keys for machines.")
commands.add_typer(keys, name="key")

Email = Annotated[str, typer.Argument(help="Their e-mail address.")]
AreaCode = Annotated[str, typer.Option("--area", help="The code of an area (default: everywhere).")]
RoleName = Annotated[str, typer.Option("--role", help=f"One of: {', '.join(sorted(STAFF))}.")]


@commands.command("add")
def add(email: Email, role: RoleName, area: AreaCode = "") -> None:
    """Give somebody a role; their account is made when there is none."""
    given, kith = _role(role), join(Settings())
    with unit_of_work(kith.engine, writes=True) as session:
        new = give_role(session, email, given, _area(session, area), who=COMMAND_LINE, now=kith.clock())
    sys.stdout.write(f"{email} {'is' if new else 'was already'} {given}{f' in {area}' if area else ''}.\n")


@commands.command("list")
def list_(as_json: Json = False) -> None:
    """Every account with its roles."""
    found: list[dict[str, Any]]
    with unit_of_work(join(Settings()).engine) as session:
        found = [
            {
                "email": account.email,
                "name": account.name,
                "since": account.made_at.date().isoformat(),
                "password": account.password is not None,
                "codes": account.code_secret is not None,
                "roles": [
                    {"role": grant.role, "area": _named(session, grant.area_id)}
                    for grant in grants_of(session, account.id)
                ],
            }
            for account in list_accounts(session)
        ]
    if as_json:
        print_json(found)
        return
    for one in found:
        roles = [f"{held['role']} ({held['area'] or 'everywhere'})" for held in one["roles"]]
        sys.stdout.write(f"{one['email']}: {', '.join(roles) or 'no role'}\n")


@commands.command("remove")
def remove(email: Email, role: Annotated[str, typer.Option("--role", help="Only this role.")] = "") -> None:
    """End somebody's roles and sign them out; their account stays theirs."""
    kith, kind = join(Settings()), _role(role) if role else None
    with unit_of_work(kith.engine, writes=True) as session:
        ended = take_roles(session, email, kind, who=COMMAND_LINE, now=kith.clock())
    sys.stdout.write(f"{ended} {'role' if ended == 1 else 'roles'} ended.\n")


@commands.command("link")
def link(
    email: Email,
    host: Annotated[str | None, typer.Option(help="Where it is served, as told to `kith serve`.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=MOST_PORT, help="The port on which it is served.")] = None,
) -> None:
    """Print a link with which somebody signs in, once, within 20 minutes: for the first admin of a new machine."""
    kith = join(Settings())
    begins = address_of(kith.settings, host, port)
    with unit_of_work(kith.engine, writes=True) as session:
        account = find_person(session, email)
        address = make_link(session, account.email, HOME, begins, kith.clock())
        record(session, COMMAND_LINE, "link printed", at=kith.clock(), about=str(account.id))
    sys.stdout.write(f"{address}\n")
    if host is None and port is None and "base_url" not in kith.settings.model_fields_set:
        said.print("If Kith is served elsewhere, say where: --port 9000, or set KITH_BASE_URL.", highlight=False)


@commands.command("drop-codes")
def drop_codes_(email: Email) -> None:
    """Ask somebody for no code from an app any more: their phone is lost. Be sure who asks you."""
    kith = join(Settings())
    with unit_of_work(kith.engine, writes=True) as session:
        drop_codes(session, find_person(session, email), who=COMMAND_LINE, now=kith.clock())
    sys.stdout.write(f"{email} is asked for no code any more, and is signed out everywhere.\n")


@keys.command("add")
def key_add(
    name: Annotated[str, typer.Argument(help="Who uses it.")],
    scope: Annotated[list[str] | None, typer.Option("--scope", help=f"One of: {', '.join(sorted(SCOPES))}.")] = None,
    area: AreaCode = "",
    days: Annotated[
        int | None, typer.Option("--days", min=1, max=TEN_YEARS, help="It opens nothing after so many days.")
    ] = None,
) -> None:
    """Make a key and show it, this once. Without a scope it may do what anybody may, under its own name."""
    if unknown := set(scope or ()) - SCOPES:
        raise typer.BadParameter(f"--scope knows {', '.join(sorted(SCOPES))}, not {', '.join(sorted(unknown))}.")
    kith = join(Settings())
    with unit_of_work(kith.engine, writes=True) as session:
        where, lasts = _area(session, area), timedelta(days=days) if days else None
        key = make_key(session, name, scope or (), where, who=COMMAND_LINE, now=kith.clock(), lasts=lasts)
    sys.stdout.write(f"{key}\n")


@keys.command("list")
def key_list(as_json: Json = False) -> None:
    """Every key in use, without the key."""
    found: list[dict[str, Any]]
    with unit_of_work(join(Settings()).engine) as session:
        found = [
            {
                "name": row.name,
                "scopes": list(row.scopes),
                "area": _named(session, row.area_id),
                "since": row.made_at.date().isoformat(),
                "until": row.expires_at.date().isoformat() if row.expires_at else None,
            }
            for row in find_keys(session)
        ]
    if as_json:
        print_json(found)
        return
    for one in found:
        sys.stdout.write(f"{one['name']}: {' '.join(one['scopes']) or 'open things'}\n")


@keys.command("remove")
def key_remove(name: Annotated[str, typer.Argument(help="The key's name.")]) -> None:
    """End a key: it opens nothing any more."""
    kith = join(Settings())
    with unit_of_work(kith.engine, writes=True) as session:
        stop_key(session, name, who=COMMAND_LINE, now=kith.clock())
    sys.stdout.write(f"The key of {name} is ended.\n")


def _role(name: str) -> Role:
    if name not in STAFF:
        raise typer.BadParameter(f"--role knows {', '.join(sorted(STAFF))}, not {name}.")
    return Role(name)


def _area(session: Session, code: str) -> UUID | None:
    if not code:
        return None
    found = known_areas(session, [code])
    if code not in found:
        raise NotFound(f"There is no area with the code {code}. Bring areas in with: kith areas import")
    id_: UUID = found[code]["id"]
    return id_


def _named(session: Session, area_id: UUID | None) -> str | None:
    return (area_name(session, area_id) or str(area_id)) if area_id else None
