"""The demo in one language: what is opened and sent there, and what is kept of it."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict, deque
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

import html5lib
from flask.testing import FlaskClient
from sqlalchemy import select

from bench.snapshot.naming import ID, count_ids, replace_values
from impactplan import create_app
from impactplan.accounts.sessions import TOKEN, store_session
from impactplan.config import Settings
from impactplan.demo import load_demo
from impactplan.models import Outbox, Plan, User, db
from impactplan.outbox.waking import get_queue

MOMENT = datetime(2026, 11, 19, 10, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
TEXT = ("text/", "application/json")
SKIPPED = re.compile(r"/static/|/exports/[^/]+/file")


class Snapshot:
    """The demo in one language, and what was seen of it."""

    def __init__(self, language: str, folder: Path) -> None:
        count_ids()
        environ = {"ENV": "testing", "DATABASE_URL": f"sqlite:///{folder / 'demo.db'}", "DATA_DIR": str(folder)}
        environ["BASE_URL"] = "http://localhost"
        self.app = create_app(Settings.from_environ({f"IMPACTPLAN_{name}": value for name, value in environ.items()}))
        self.app.config.update(WTF_CSRF_ENABLED=False)
        self.language = language
        self.texts: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.rows: set[str] = set()
        self.counts: dict[str, int] = defaultdict(int)
        self.mails: set[str] = set()
        self.seen: set[tuple[str, str]] = set()
        self.answered: set[str] = set()
        with self.app.app_context():
            db.create_all()
            self.accounts = [person.account for person in load_demo()]
            for model in (User, Plan):
                db.session.execute(db.update(model).values(language=language))
            db.session.commit()
        users = self.query(db.select(User.email, User.fs_uniquifier))
        self.users = {email.partition("@")[0]: key for email, key in users}
        self.name_ids()

    def query(self, statement: Any) -> list[Any]:
        with self.app.app_context():
            return list(db.session.execute(statement).all())

    def ids(self, name: str) -> list[str]:
        table = db.metadata.tables[name]
        return [key for (key,) in self.query(db.select(table.c.id).order_by(table.c.id))]

    def name_ids(self) -> None:
        """Name each row by its table and its rank in it; rows that are gone keep their name."""
        for table in db.metadata.sorted_tables:
            if "id" in table.c and not isinstance(table.c.id.type, db.Integer):
                for rank, key in enumerate(self.ids(table.name), 1):
                    self.names.setdefault(key, f"{table.name}-{rank}" if ID.fullmatch(key) else key)
                    if "plan_id" in table.c and ID.fullmatch(key):
                        self.rows.add(key)

    def client(self, account: str) -> FlaskClient:
        client = self.app.test_client()
        with client.session_transaction() as session:
            session["language"] = self.language
            if account in self.users:
                session.update({"_user_id": self.users[account], "_fresh": True, "fs_paa": MOMENT.timestamp()})
                session[TOKEN] = self.begin_session(account)
        return client

    def begin_session(self, account: str) -> str:
        """Return the token of a session that the server knows."""
        with self.app.app_context():
            user_id = db.session.execute(select(User.id).where(User.fs_uniquifier == self.users[account])).scalar_one()
            token = store_session(int(user_id))
            db.session.commit()
        return token

    def seeds(self, *tables: str) -> Iterator[str]:
        """Yield the address of each GET route whose arguments are known: modules, and ids of these tables."""
        ids: dict[str, list[Any]] = {"module": [1, 2, 3, 4, 5]} | {f"{name}_id": self.ids(name) for name in tables}
        adapter = self.app.url_map.bind("localhost")
        for rule in sorted(self.app.url_map.iter_rules(), key=lambda rule: rule.rule):
            arguments = sorted(rule.arguments)
            if "GET" in (rule.methods or ()) and set(arguments) <= ids.keys():
                for values in itertools.product(*(ids[name] for name in arguments)):
                    yield adapter.build(rule.endpoint, dict(zip(arguments, values, strict=True)))

    def crawl(self, account: str, begin: list[str]) -> None:
        """Open these addresses, and from there whatever is linked and unlike what was opened before."""
        client, waiting = self.client(account), deque(begin)
        self.seen -= {(account, self.liken(address)) for address in begin}
        while waiting:
            address = waiting.popleft()
            alike = self.liken(address)
            field = re.search(r"/items/(.+/history)$", alike)
            mark = ("", field[1]) if field else (account, alike)
            if mark in self.seen or SKIPPED.search(address):
                continue
            self.seen.add(mark)
            page = self.keep(f"{account}/{address}", client.get(address))
            waiting += [unescape(link) for link in re.findall(r'href="(?:webcal://localhost)?(/[^"#]*)', page)]

    def liken(self, address: str) -> str:
        """Return the address without the rows of a plan, and without where it leads back to."""
        address = ID.sub(lambda match: "ROW" if match[0] in self.rows else match[0], address)
        return re.sub(r"\b(next|back)=[^&]*", r"\1=", address)

    def keep(self, name: str, answer: Any) -> str:
        """Keep an answer that is a page; return its text."""
        if answer.status_code != 200 or not answer.mimetype.startswith(TEXT):
            return ""
        endpoint = self.app.url_map.bind("localhost").match(answer.request.path, method=answer.request.method)[0]
        self.answered.add(endpoint)
        self.add(name, text := answer.get_data(as_text=True))
        return text

    def add(self, name: str, text: str) -> None:
        """Keep a text under a name of its own; ids in it are read later, when their rows are known."""
        name = re.sub("/+", "/", replace_values(unquote(name)))
        self.counts[name] += 1
        self.texts[name if self.counts[name] == 1 else f"{name} ({self.counts[name]})"] = text

    def submit(self, account: str, page: str, action: str, *, button: str = "", **values: str) -> str:
        """Send a form of a page (its address, or its HTML) as a browser would, with other values; keep the answer."""
        client = self.client(account)
        html = client.get(page).get_data(as_text=True) if page.startswith("/") else page
        root = html5lib.parse(html, namespaceHTMLElements=False)
        forms = [form for form in root.iter("form") if urlsplit(form.get("action", "")).path == action]
        if not forms:
            raise SystemExit(f"{page[:200]} has no form for {action}")
        name, _, value = button.partition("=")
        data = read_form(forms[0]) | values | ({name: value} if button else {})
        answer = client.post(action, data=data, follow_redirects=True)
        if answer.status_code >= 400:
            raise SystemExit(f"{action} answers {answer.status_code}")
        self.work()
        return self.keep(f"{account}/after {action}", answer)

    def work(self, periodic: str = "") -> None:
        """Do a periodic task and what waits in the queue, as the worker does."""
        with self.app.app_context():
            huey = get_queue().huey
        for task in huey._registry.periodic_tasks:
            if task.name == periodic:
                huey.execute(task)
        while task := huey.dequeue():
            huey.execute(task)

    def keep_mails(self) -> None:
        """Keep the mails that are new: those to an account that goes, go with it."""
        self.name_ids()
        mails = db.select(Outbox.id, Outbox.payload).where(Outbox.kind == "mail").order_by(Outbox.id)
        for key, mail in self.query(mails):
            if key not in self.mails:
                self.mails.add(key)
                head = [f"{part}: {mail[part]}" for part in sorted(mail.keys() - {"text", "html"})]
                self.add(f"mail/{mail['to']}", "\n".join([*head, "", mail["text"], mail["html"]]))

    def write(self, folder: Path) -> None:
        self.name_ids()
        for name, text in self.texts.items():
            path = folder / self.language / (self.normalise(name).strip("/").replace("?", "/?")[:240] + ".txt")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.normalise(text), encoding="utf-8")

    def normalise(self, text: str) -> str:
        new: dict[str, str] = {}
        text = replace_values(text)
        return ID.sub(lambda match: self.names.get(match[0]) or new.setdefault(match[0], f"new-{len(new) + 1}"), text)


def read_form(form: Any) -> dict[str, str]:
    """Return what a form sends untouched; of choices where nothing is chosen, the first."""
    data: dict[str, str] = {}
    for field in form.iter():
        name, kind = field.get("name"), field.get("type", "text")
        if not name or field.tag not in {"input", "textarea", "select"} or kind in {"submit", "file"}:
            continue
        if field.tag == "select":
            options = sorted(field.iter("option"), key=lambda option: option.get("selected") is None)
            data[name] = next((option.get("value", option.text) for option in options), "")
        elif field.tag == "textarea":
            data[name] = field.text or ""
        elif kind == "radio" and field.get("checked") is None:
            data.setdefault(name, field.get("value", ""))
        elif kind != "checkbox" or field.get("checked") is not None:
            data[name] = field.get("value", "")
    return data
