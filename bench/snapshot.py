"""Write down every page, mail and printed document of the demo, to compare before and after a change of the code.

``python -m bench.snapshot FOLDER`` writes one file a page; ``python -m bench.snapshot --compare BEFORE AFTER`` prints
what differs and exits 1 if anything does. The file stands alone, so that it can be run on an older checkout too: ``cd
OLDER && .venv/bin/python PATH/bench/snapshot.py FOLDER``.

The comparison reads HTML as a browser shows it: outside ``pre`` and ``textarea`` a run of white space is one space, and
none stands before the end of a tag. What is no HTML, mail among it, is compared to the letter. Words that were renamed
in classes and ids can be given, ``--compare BEFORE AFTER working=calculation lacks=missing``: inside tags, the old word
between two hyphens, underscores, quotes or spaces then reads as the new one.

Each language gets a demo of its own, at a moment at which the clock stands still. Every account of the demo that is
worth a look, and a visitor without one, opens the GET routes of the URL map with the ids that the database holds, and
from there follows each link. Of links that differ only in the row of a plan that they open, the first is followed; the
history of a field is opened once. A second page of one name is called ``NAME (2)``. What is written after that
(invitations, mail to a round, sign-in, …) fills the outbox; WeasyPrint is replaced by something that keeps the HTML it
is given. The worker is the app's extension ``impactplan-queue``; its daily task is run at some later days.

Random ids are counted upwards instead, so that rows sort as they were made. In what is written down an id reads as its
table and its rank there, an id that stands for no row as ``new-1``, ``new-2`` in the order of the page; tokens, CSRF
tokens, digests and the hashes in the names of assets lose their value.
"""

from __future__ import annotations

import difflib
import itertools
import os
import re
import secrets
import sys
import tempfile
from collections import defaultdict, deque
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

sys.path.insert(0, os.getcwd())  # as a script: the code is that of the folder it is run in

import html5lib
import time_machine
import weasyprint
from flask.testing import FlaskClient
from sqlalchemy import select

from impactplan import create_app
from impactplan.accounts.sessions import TOKEN, store_session
from impactplan.config import Settings
from impactplan.demo import PASSWORD, load_demo
from impactplan.models import Outbox, Plan, User, db

MOMENT = datetime(2026, 11, 19, 10, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
LATER = (datetime(2027, 5, 30, 5, 0), datetime(2029, 1, 15, 5, 0), datetime(2029, 3, 15, 5, 0))
"""When the daily work has something to ask or to announce."""
ID = re.compile(r"(?<![0-9a-z])22222[2-9a-z]{7}(?![0-9a-z])")
TEXT = ("text/", "application/json")
SKIPPED = re.compile(r"/static/|/exports/[^/]+/file")
VALUES = [
    (re.compile(r'(name="csrf-token" content=|name="csrf_token"[^>]*? value=|"csrf_token":)"[^"]*"'), r'\1"CSRF"'),
    (re.compile(r"/(login/link|reset|profile/email|invitations)/(?!rounds/)[\w.%-]{30,}"), r"/\1/TOKEN"),
    (re.compile(r"/calendar/[\w-]+\.ics"), "/calendar/TOKEN.ics"),
    (re.compile(r"(dist/[\w./-]+?)-[A-Z0-9]{8}\.(js|css)"), r"\1.\2"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "DIGEST"),
]


def count_ids() -> None:
    """Let new ids count upwards, and tokens too; all are drawn by ``secrets``."""
    drawn, tokens = itertools.count(), itertools.count()

    def choose(letters: str) -> str:
        number, place = divmod(next(drawn), 12)
        return letters[number // len(letters) ** (11 - place) % len(letters)]

    secrets.choice = choose  # type: ignore[assignment]  # counted instead of random
    secrets.token_urlsafe = lambda _size=32: f"token{next(tokens):038}"  # type: ignore[assignment]  # counted instead of random
    secrets.token_hex = lambda size=32: f"{next(tokens):0{2 * size}x}"  # type: ignore[assignment]  # counted instead of random


class Print:
    """Stands in for ``weasyprint.HTML``: keeps the HTML and makes an empty file of it."""

    made: list[str] = []
    pages = ("one",)

    def __init__(self, string: str, **_options: Any) -> None:
        self.made.append(string)

    def render(self, **_options: Any) -> Print:
        return self

    def write_pdf(self, target: str, **_options: Any) -> None:
        Path(target).touch()


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
        address = ID.sub(lambda found: "ROW" if found[0] in self.rows else found[0], address)
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
        huey = self.app.extensions["impactplan-queue"].huey
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
        return ID.sub(lambda found: self.names.get(found[0]) or new.setdefault(found[0], f"new-{len(new) + 1}"), text)


def replace_values(text: str) -> str:
    """Take away what is another value in every run, and stands for nothing."""
    for pattern, replacement in VALUES:
        text = pattern.sub(replacement, text)
    return text


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


def write_mails(snapshot: Snapshot) -> None:
    """Do what sends mail, each thing once, and open the links in what came."""
    submit, plan, coordinator = snapshot.submit, "/plans/digitaal-mee", "coordinator"
    for path in ("/login/link", "/reset"):
        submit("visitor", path, path, email="deelnemer@demo.example")
    submit("deelnemer", f"{plan}/sharing", f"{plan}/sharing/invitations", email="new@demo.example", message="Hello")
    enrolment, meeting = db.metadata.tables["enrolment"], db.metadata.tables["meeting"]
    at = db.select(enrolment.c.round_id, enrolment.c.id).where(enrolment.c.plan_id == "digitaal-mee")
    round_id, place = snapshot.query(at.order_by(enrolment.c.user_id))[0]  # of the owner
    in_round = db.select(meeting.c.id).where(meeting.c.round_id == round_id).order_by(meeting.c.number)
    (meeting_id,) = snapshot.query(in_round)[-1]
    round_, person = f"/rounds/{round_id}", f"/rounds/{round_id}/people/{place}"
    submit("deelnemer", f"{round_}/meetings", f"{round_}/calendar")
    submit(coordinator, f"{round_}/people", f"{round_}/people", button="what=invite", email="new@demo.example")
    submit(coordinator, f"{round_}/staff", f"{round_}/staff", email="staff@demo.example", name="Staff")
    preview = submit(coordinator, f"{round_}/mails/new", f"{round_}/mails/new", subject="Subject", body="Some **text**")
    submit(coordinator, preview, f"{round_}/mails")
    page = f"{round_}/meetings/{meeting_id}"
    submit(coordinator, page, page, note="Another note", tell="y")
    submit(coordinator, page, f"{page}/cancel")
    submit(coordinator, f"{person}/hand-over", f"{person}/hand-over")
    snapshot.crawl(coordinator, [f"{round_}/mails", f"{round_}/people", f"{round_}/staff"])
    snapshot.crawl("deelnemer", [f"{round_}/meetings"])
    sent = snapshot.query(db.select(Outbox.payload).where(Outbox.kind == "mail").order_by(Outbox.id))
    links = [link for (mail,) in sent for link in re.findall(r"http://localhost(/\S+)", mail["text"])]
    snapshot.crawl("visitor", ["/dev/mail", *links])


def print_documents(snapshot: Snapshot) -> None:
    """Have each plan of the demo that somebody opens printed: as it is, and with all that can be added."""
    for account, plan in (("deelnemer", "digitaal-mee"), ("intervisie", "samen-lezen"), ("ander", "taal-aan-zee")):
        for more in ({}, {"empty": "1", "reflections": "1"}):
            Print.made.clear()
            page = f"/plans/{plan}"
            snapshot.submit(account, f"{page}/document", f"{page}/exports", **more)
            snapshot.add(f"document/{plan}", "".join(Print.made))
        snapshot.crawl(account, [f"{page}/document"])


def change_accounts(snapshot: Snapshot) -> None:
    """Do what is told of by mail, and ends what the account could do before."""
    submit, new = snapshot.submit, "Another-long-password-1"
    submit("ander", "/profile/email", "/profile/email", email="other@demo.example", password=PASSWORD)
    changed = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
    submit("intervisie", "/profile/password", "/profile/password", **changed)
    submit("lezer", "/profile/delete", "/profile/delete", proof=PASSWORD)


def take(language: str, target: Path) -> Snapshot:
    with tempfile.TemporaryDirectory() as folder:
        with time_machine.travel(MOMENT, tick=False):
            snapshot = Snapshot(language, Path(folder))
            tables = ("plan", "round", "course")
            for account in ("visitor", *snapshot.accounts):
                more = ("enrolment",) if account == "coordinator" else ()
                snapshot.crawl(account, list(snapshot.seeds(*tables, *more)))
                snapshot.add(f"{account}/nowhere", snapshot.client(account).get("/nowhere").text)
            print_documents(snapshot)
            write_mails(snapshot)
            change_accounts(snapshot)
            snapshot.keep_mails()
        for moment in LATER:
            with time_machine.travel(moment, tick=False):
                snapshot.work("work_daily")
                snapshot.keep_mails()
                snapshot.crawl("deelnemer", ["/plans/digitaal-mee/spring"])
        snapshot.write(target)
    return snapshot


def fold(text: str, renamed: dict[str, str]) -> str:
    """Return HTML with its white space folded and its renamed words replaced; any other text as it is."""
    if not text.lstrip().startswith("<"):
        return text
    parts = re.split(r"(<(?:pre|textarea)\b.*?</(?:pre|textarea)>)", text, flags=re.S)
    parts[::2] = [re.sub(r" ?>", ">", re.sub(r"\s+", " ", part)).replace(" <", "\n<") for part in parts[::2]]
    text = "".join(parts)
    for old, new in renamed.items():
        word = re.compile(rf"(?<![a-zA-Z]){re.escape(old)}(?![a-zA-Z])")
        text = re.sub(r"<[a-z][^>]*>", lambda tag, word=word, new=new: word.sub(new, tag[0]), text)
    return text


def compare(before: Path, after: Path, renamed: dict[str, str]) -> int:
    """Print each difference once, with the files that have it; return how many files differ."""
    names = sorted({path.relative_to(top) for top in (before, after) for path in top.rglob("*.txt")})
    alike: dict[str, list[str]] = defaultdict(list)
    for name in names:
        old, new = ((top / name).read_text("utf-8") if (top / name).exists() else None for top in (before, after))
        if old is None or new is None:
            alike["only before" if new is None else "only after"].append(str(name))
        elif old != new and (old := fold(old, renamed)) != (new := fold(new, {})):
            lines = list(difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=1))[2:]
            short = [line[:240] for line in lines if not line.startswith("@@")][:16]
            alike["\n".join([*short, f"… {len(lines)} lines"])].append(str(name))
    for difference, files in alike.items():
        print(f"{len(files)} × {', '.join(files[:4])}{' …' if len(files) > 4 else ''}\n{difference}\n")
    differing = sum(map(len, alike.values()))
    print(f"{differing} of {len(names)} files differ")
    return differing


def main(arguments: list[str]) -> int:
    if len(arguments) >= 3 and arguments[0] == "--compare":
        renamed = dict(word.split("=", 1) for word in arguments[3:])
        return int(compare(Path(arguments[1]), Path(arguments[2]), renamed) > 0)
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(__doc__)
        return 2
    weasyprint.HTML = Print
    for language in ("nl", "en"):
        snapshot = take(language, Path(arguments[0]))
        gets = [rule for rule in snapshot.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
        without = sorted(rule.rule for rule in gets if rule.endpoint not in snapshot.answered)
        print(f"{language}: {len(snapshot.texts)} files; no page at: {', '.join(without)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
