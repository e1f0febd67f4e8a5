"""Bring the catalogues up to date with the sources, or check that they are and that Dutch is complete.

    .venv/bin/python .ci/translations.py            extract and update
    .venv/bin/python .ci/translations.py --check    change nothing; fail on what is missing

Messages in the code are English. Catalogues are sorted and carry no line numbers or dates, so that a
difference in git shows changed texts only.
"""

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

CATALOGUES = Path("impactplan/translations")
LANGUAGES = ("nl", "en")
KEYWORDS = DEFAULT_KEYWORDS | parse_keywords(
    ["_l", "lazy_gettext", "_n:1,2", "lazy_ngettext:1,2", "_p:1c,2", "lazy_pgettext:1c,2"]
)


def extract() -> Catalog:
    """Collect all messages of Python files and templates."""
    with open(".ci/babel.cfg", encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    messages = Catalog(charset="utf-8")
    for _, _, message, comments, context in extract_from_dir(
        ".", methods, options, KEYWORDS, comment_tags=("TRANSLATORS:",), directory_filter=is_source
    ):
        messages.add(message, auto_comments=comments, context=context)
    return messages


def is_source(directory: str) -> bool:
    """Spare the walk through node_modules and the like."""
    return Path(directory).relative_to(Path.cwd()).parts[0] in {"impactplan", "templates"}


def update(language: str, before: bytes, messages: Catalog) -> bytes:
    """Return the text of a catalogue brought up to date."""
    catalogue = read_po(BytesIO(before), locale=language)
    catalogue.update(messages, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    after = BytesIO()
    header = f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: {language}\\n"\n'
    header += f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    write_po(after, catalogue, no_location=True, omit_header=True, sort_output=True, width=0)
    return header.encode() + after.getvalue()


def find_problems(language: str, text: bytes) -> list[str]:
    """Name what a reader of the language would miss; English stands in the code, so it may be left empty."""
    catalogue = read_po(BytesIO(text), locale=language)
    problems = [f"{message.id!r}: {error}" for message, errors in catalogue.check() for error in errors]
    for message in catalogue:
        if not message.id:
            continue
        if message.fuzzy:
            problems.append(f"{message.id!r}: fuzzy")
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if language != "en" and not all(strings):
            problems.append(f"{message.id!r}: not translated")
    return problems


def main() -> int:
    check = "--check" in sys.argv
    messages = extract()
    failed = False
    for language in LANGUAGES:
        path = CATALOGUES / language / "LC_MESSAGES/messages.po"
        before = path.read_bytes() if path.exists() else b""
        after = update(language, before, messages)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(after)
        elif after != before:
            failed = True
            print(f"{path} is out of date; run: make translations")
        for problem in find_problems(language, after):
            failed = True
            print(f"{path}: {problem}")
    return int(check and failed)


if __name__ == "__main__":
    sys.exit(main())
