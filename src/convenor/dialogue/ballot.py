"""An offline ballot for each invited participant: a form to fill in a browser, and a sheet to print.

Nothing is sent: the form's only script saves the answers as a file, and the page's policy lets it do nothing else. Each
ballot carries a pseudonym that is good for one conversation; of who got which ballot no record is made.
"""

import base64
import datetime as dt
import hashlib
import html
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from convenor.dialogue.phrases import PHRASES, RIGHT_TO_LEFT, Phrases
from convenor.errors import OutcomeError
from convenor.model.dialogue import Mode, Statement

FORMAT = "convenor-ballot/1"
REGISTER = "register.json"
TOKEN_BYTES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What is asked of participants.

    Attributes:
        conversation: Short id of the conversation, part of every file name.
        title: The question.
        statements: What to vote on, in one language.
        language: ISO 639-1 code of the language of the texts; decides the words beside the boxes.
        strata: Dimension to categories that a participant may state about herself, all optional.
        mode: Attributed ballots carry the organisation's name and its consent; anonymous ones a pseudonym.
        delete_by: Day on which the votes are to be deleted.
    """

    conversation: str
    title: str
    statements: tuple[Statement, ...]
    language: str = "en"
    strata: tuple[tuple[str, tuple[str, ...]], ...] = ()
    mode: Mode = Mode.ANONYMOUS
    delete_by: dt.date

    def __post_init__(self) -> None:
        if not self.conversation.isascii() or not self.conversation.replace("-", "").isalnum():
            raise OutcomeError(
                f"'{self.conversation}' becomes a file name; use letters, digits and hyphens", field="conversation"
            )
        if not self.statements:
            raise OutcomeError("a ballot needs at least one statement")


def make_ballots(
    forms: Sequence[Form], folder: str | Path, *, invited: int | Sequence[str],
    phrases: Mapping[str, Phrases] = PHRASES, token: Callable[[], str] | None = None,
) -> list[Path]:  # fmt: skip
    """Write a form and a printable sheet per invited participant and language, and the register to read them back by.

    Args:
        forms: The same ballot in each language that participants read; all of one conversation and mode.
        folder: Where to write; made where it is absent.
        invited: Number of ballots; in attributed mode the names of the organisations.
        phrases: Words of the page by language code; a language that is absent falls back to English.
        token: Makes a pseudonym; by default from the system's source of secrets.

    Returns:
        The files written; the register is the last. It holds fingerprints of the pseudonyms, not the pseudonyms.

    Raises:
        OutcomeError: The forms differ in conversation, mode or statements, or the invited do not fit the mode.
    """
    _same_conversation(forms)
    voters = _voters(forms[0], invited, token or (lambda: secrets.token_hex(TOKEN_BYTES)))
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for number, voter in enumerate(voters, start=1):
        for form in forms:
            words = phrases.get(form.language, phrases.get("en", PHRASES["en"]))
            for kind, page in (("form", form_page), ("sheet", sheet_page)):
                path = target / f"{form.conversation}-{number:04d}-{form.language}-{kind}.html"
                path.write_text(page(form, voter, words), encoding="utf-8")
                written.append(path)
    register = target / REGISTER
    register.write_text(json.dumps(_register(forms[0], voters), ensure_ascii=False, indent=1), encoding="utf-8")
    return [*written, register]


def fingerprint(conversation: str, voter: str) -> str:
    """What the register holds of a ballot's pseudonym: enough to know it again, not to make it."""
    return hashlib.sha256(f"{conversation}\x1f{voter}".encode()).hexdigest()


def form_page(form: Form, voter: str, words: Phrases) -> str:
    """The form as one HTML page; its only script saves the answers as a file."""
    rows = "\n".join(_asked(row, words) for row in form.statements)
    fields = {
        "format": FORMAT, "conversation": form.conversation, "voter": voter, "delete_by": form.delete_by.isoformat(),
    }  # fmt: skip
    hidden = "\n".join(f'<input type="hidden" name="{k}" value="{html.escape(v)}">' for k, v in fields.items())
    consent = _consent(words) if form.mode is Mode.ATTRIBUTED else ""
    body = (
        f'<form data-file="{html.escape(_file(form, voter))}">\n{hidden}\n<ol>\n{rows}\n</ol>\n'
        f"{_strata(form, words)}{consent}"
        f'<p><button type="button">{html.escape(words.save)}</button></p>\n'
        f"<p>{html.escape(words.after)}</p>\n<noscript><p>{html.escape(words.paper)}</p></noscript>\n</form>\n"
        f"<script>{_SCRIPT}</script>"
    )
    return _page(form, words, body, script=True)


def sheet_page(form: Form, voter: str, words: Phrases) -> str:
    """The same ballot to print and fill by hand."""
    head = "".join(f"<th>{html.escape(word)}</th>" for word in ("", words.agree, words.disagree, words.skip))
    box = "<td class='box'>&#9744;</td>" * 3
    rows = "\n".join(
        f"<tr><td>{html.escape(row.id)}. {html.escape(row.text)}</td>{box}</tr>" for row in form.statements
    )
    asked = "".join(
        f"<p>{html.escape(name)}: {' '.join('&#9744; ' + html.escape(category) for category in categories)}</p>"
        for name, categories in form.strata
    )
    code = f"<p>{html.escape(words.code)}: <b>{html.escape(voter)}</b></p>"
    body = f"{code}\n<table><tr>{head}</tr>\n{rows}\n</table>{asked}"
    return _page(form, words, body, script=False)


def _file(form: Form, voter: str) -> str:
    """Name of the saved answers: apart for each ballot, and without its pseudonym."""
    return f"{form.conversation}-{fingerprint(form.conversation, voter)[:8]}-answers.json"


def _same_conversation(forms: Sequence[Form]) -> None:
    if not forms:
        raise OutcomeError("no form given: one per language is needed")
    keys = {(f.conversation, f.mode, f.delete_by, tuple(row.id for row in f.statements)) for f in forms}
    if len(keys) > 1 or len({f.language for f in forms}) < len(forms):
        raise OutcomeError("forms differ in conversation, mode, deletion date or statements, or repeat a language")


def _voters(form: Form, invited: int | Sequence[str], token: Callable[[], str]) -> list[str]:
    if form.mode is Mode.ATTRIBUTED:
        if isinstance(invited, int) or len(set(invited)) != len(invited):
            raise OutcomeError("attributed ballots need the names of the organisations, each once")
        return list(invited)
    if not isinstance(invited, int):
        raise OutcomeError("anonymous ballots are numbered, not named: give the number of invited participants")
    return [token() for _ in range(invited)]


def _register(form: Form, voters: Sequence[str]) -> dict[str, object]:
    return {
        "format": FORMAT,
        "conversation": form.conversation,
        "title": form.title,
        "mode": form.mode.value,
        "delete_by": form.delete_by.isoformat(),
        "statements": [{"id": row.id, "text": row.text} for row in form.statements],
        "strata": {name: list(categories) for name, categories in form.strata},
        "ballots": sorted(fingerprint(form.conversation, voter) for voter in voters),
    }


def _asked(row: Statement, words: Phrases) -> str:
    name = html.escape(f"s:{row.id}")
    boxes = " ".join(
        f'<label><input type="radio" name="{name}" value="{vote}"> {html.escape(word)}</label>'
        for vote, word in ((1, words.agree), (-1, words.disagree), (0, words.skip))
    )
    return f'<li><fieldset><legend dir="auto">{html.escape(row.text)}</legend>{boxes}</fieldset></li>'


def _strata(form: Form, words: Phrases) -> str:
    if not form.strata:
        return ""
    lists = "".join(
        f'<p><label>{html.escape(name)} <select name="{html.escape("d:" + name)}"><option value=""></option>'
        + "".join(f"<option>{html.escape(category)}</option>" for category in categories)
        + "</select></label></p>\n"
        for name, categories in form.strata
    )
    return f"<h2>{html.escape(words.about)}</h2>\n{lists}"


def _consent(words: Phrases) -> str:
    return f'<p><label><input type="checkbox" name="consent" value="yes"> {html.escape(words.consent)}</label></p>\n'


def _page(form: Form, words: Phrases, body: str, *, script: bool) -> str:
    direction = "rtl" if form.language in RIGHT_TO_LEFT else "ltr"
    allowed = f"; script-src '{_hash(_SCRIPT)}'" if script else ""
    policy = f"default-src 'none'; style-src '{_hash(_STYLE)}'{allowed}; base-uri 'none'; form-action 'none'"
    return (
        f'<!doctype html>\n<html lang="{html.escape(form.language)}" dir="{direction}">\n'
        '<head>\n<meta charset="utf-8">\n<meta name="referrer" content="no-referrer">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(form.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{html.escape(form.title)}</h1>\n<p>{html.escape(words.how)}</p>\n"
        f"<p>{html.escape(words.deleted)} <bdi>{form.delete_by.isoformat()}</bdi>.</p>\n{body}\n</body>\n</html>\n"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}"
    "fieldset{border:1px solid #767676;margin:0 0 1rem;padding:.5rem 1rem}legend{font-weight:600}"
    "label{display:inline-block;padding:.5rem .75rem .5rem 0}button{font:inherit;padding:.6rem 1.2rem}"
    "table{border-collapse:collapse;width:100%}td,th{border:1px solid #767676;padding:.4rem;text-align:start}"
    ".box{text-align:center}@media print{body{margin:0;max-width:none}tr{break-inside:avoid}}"
)
_SCRIPT = (
    "document.querySelector('button').addEventListener('click',function(){"
    "var f=document.querySelector('form'),o={votes:{},strata:{}};"
    "new FormData(f).forEach(function(v,k){"
    "if(k.slice(0,2)==='s:')o.votes[k.slice(2)]=Number(v);"
    "else if(k.slice(0,2)==='d:'){if(v)o.strata[k.slice(2)]=v;}else o[k]=v;});"
    "var a=document.createElement('a');"
    "a.href=URL.createObjectURL(new Blob([JSON.stringify(o)],{type:'application/json'}));"
    "a.download=f.dataset.file;a.click();});"
)
