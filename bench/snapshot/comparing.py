"""What differs between two folders of pages, each difference once."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from pathlib import Path


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
