"""Accounts, the demo, and plans as files."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from flask import Flask
from flask_security import hash_password
from sqlalchemy import select

from impactplan.accounts.forms import check_password
from impactplan.accounts.operations import create_user
from impactplan.accounts.security import map_address
from impactplan.cli.base import Refusal, commands, with_app
from impactplan.config import Settings
from impactplan.demo import PASSWORD, load_demo
from impactplan.exports.formats import CannotRenderError, Format, default_format, formats
from impactplan.exports.operations import write_plan
from impactplan.exports.options import PARTS, Options
from impactplan.extensions import db, security
from impactplan.models import ROLES, Membership, Plan, User


@commands.group()
def user() -> None:
    """Accounts."""


@user.command("create")
@click.argument("email")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice(ROLES), help="Can be repeated.")
@click.option("--name", default="", help="As the others see it.")
@click.option("--organisation", default="", help="The library.")
@click.option("--language", default="nl", type=click.Choice(["nl", "en"]), show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read a password; without it, links by mail.")
@with_app
def create_account(
    _app: Flask, email: str, roles: tuple[str, ...], name: str, organisation: str, language: str, password_stdin: bool
) -> None:
    """Make an account for EMAIL."""
    address = map_address(email)
    if address is None:
        raise Refusal(f"{email} is not an e-mail address.")
    if db.session.scalar(select(User.id).where(User.email == address)):
        raise Refusal(f"{address} has an account already.")
    hashed = None
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
        if problems := check_password(password, address):
            raise Refusal(" ".join(problems))
        hashed = hash_password(security.password_util.normalize(password))
    create_user(address, roles=roles, password_hash=hashed, name=name, organisation=organisation, language=language)
    db.session.commit()
    click.echo(address)


@commands.command("demo")
@with_app
def make_demo(app: Flask) -> None:
    """Make demo accounts and plans, and print the accounts."""
    settings: Settings = app.config["SETTINGS"]
    if settings.production:
        raise Refusal("The demo is not for production: everybody knows its passwords.")
    click.echo(f"Demo accounts, all with password {PASSWORD}:")
    for person in load_demo():
        click.echo(f"  {person.email:<28} {person.does}")


@commands.command("plans")
@with_app
def list_plans(_app: Flask) -> None:
    """List all plans: id, title and owner, with tabs between."""
    owner = (Membership.plan_id == Plan.id) & (Membership.role == "owner")
    query = select(Plan.id, Plan.title, User.email).join(Membership, owner, isouter=True)
    for row in db.session.execute(query.join(User, User.id == Membership.user_id, isouter=True).order_by(Plan.title)):
        title = "".join(char if char.isprintable() else " " for char in row.title)
        click.echo("\t".join((row.id, " ".join(title.split()), row.email or "")))


@commands.command("export")
@click.argument("plan")
@click.option("--format", "key", default="", metavar="FORMAT", help="Another than the usual; a wrong one names all.")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False), help="File to write; - for stdout.")
@click.option("--part", "parts", multiple=True, type=click.Choice(PARTS), help="A module or step; can be repeated.")
@click.option("--empty", is_flag=True, help="Also show the questions without an answer.")
@with_app
def export_plan(_app: Flask, plan: str, key: str, output: str, parts: tuple[str, ...], empty: bool) -> None:
    """Write PLAN, named by its id, as a document."""
    options = Options.of(parts, empty=empty)
    if not Path(output).absolute().parent.is_dir():
        raise Refusal(f"There is no folder {Path(output).parent}")
    format_ = formats.current.get(key) if key else default_format()
    if format_ is None:
        raise Refusal(f"There is no format {key}. There is: {', '.join(formats.current)}.")
    try:
        if output == "-":
            print_plan(plan, format_, options)
        else:
            write_plan(plan, format_, options, Path(output).absolute())
    except LookupError as error:
        raise Refusal(f"There is no plan {plan}. See: impactplan plans") from error
    except CannotRenderError as error:
        raise Refusal(str(error)) from error


def print_plan(plan: str, format_: Format, options: Options) -> None:
    """Write the plan's file to standard output."""
    with TemporaryDirectory() as folder:
        target = Path(folder) / f"plan.{format_.extension}"
        write_plan(plan, format_, options, target)
        click.echo(target.read_bytes(), nl=False)
