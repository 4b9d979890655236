"""The report: one self-contained HTML file that a minister can read and an analyst can take apart.

Pictures are hand-written SVG in Jinja macros, not a chart library's: dark mode and a strict Content-Security-Policy
need shapes with classes, and a library writes colours and styles into each mark.
"""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from convenor.action import labels, words
from convenor.action.exports.html.answer import Bold
from convenor.action.exports.html.dialogue import page as dialogue_page
from convenor.action.exports.html.leverage import page as leverage_page
from convenor.action.exports.html.page import page
from convenor.action.exports.html.plan import plan_page
from convenor.action.exports.html.register import Chips, Register
from convenor.action.exports.html.watch import page as watch_page
from convenor.action.text import clean, cut, visible
from convenor.model.dialogue import Dialogue
from convenor.model.leverage import Leverage
from convenor.model.partnership import Partnership
from convenor.model.plan import Plan
from convenor.model.watch import Watch

name = "html"
title = "Report: one web page that loads nothing from elsewhere"
suffix = ".html"


def accepts(thing: object) -> bool:
    """A partnership, a plan, a dialogue, an answer on leverage, or a watch."""
    return isinstance(thing, Partnership | Plan | Dialogue | Leverage | Watch)


def write(thing: Any, file: Path) -> None:
    """Write the report of a noun; the same noun gives the same bytes."""
    if isinstance(thing, Dialogue):
        text = render_dialogue(thing)
    elif isinstance(thing, Leverage):
        text = render_leverage(thing)
    elif isinstance(thing, Watch):
        text = render_watch(thing)
    else:
        text = render_plan(thing) if isinstance(thing, Plan) else render(thing)
    file.write_bytes(text.encode("utf-8"))


def render(partnership: Partnership) -> str:
    """The report as text.

    Limits: it says what the partnership carries and no more. The effect is how far the stated steps are covered, not a
    probability of success. Bodies that were not handed on with the partnership are not on the page.
    """
    register = Register(partnership)
    return _filled("report", page(partnership, register), called="the answer", register=register)


def render_plan(plan: Plan) -> str:
    """The page of a plan as text; limits as of the report."""
    register = Register(plan.partnership)
    return _filled("plan", plan_page(plan, register), called="the plan", styles=("plan.css",), register=register)


def render_dialogue(dialogue: Dialogue) -> str:
    """The report of a dialogue as text; it needs no script.

    Limits: it shows what the noun carries, which in anonymous mode holds no cell under ten people.
    """
    return _filled("dialogue", dialogue_page(dialogue), called="what was said", styles=("dialogue.css",))


def render_leverage(found: Leverage) -> str:
    """The page on leverage as text; it needs no script."""
    return _filled("leverage", leverage_page(found), called="leverage")


def render_watch(found: Watch) -> str:
    """The page of a watch as text; it needs no script."""
    return _filled("watch", watch_page(found), called="watch", styles=("watch.css",))


def _filled(
    template: str, printed: object, *, called: str, styles: tuple[str, ...] = (), register: Register | None = None
) -> str:
    """A template filled with its page; the policy allows the hash of its style, and of the script if it has evidence.

    Args:
        template: Name of the template, without its suffix.
        printed: Everything that it prints.
        called: What the page is, as its title ends.
        styles: Styles beside the report's own.
        register: The numbered evidence of a page whose rows can be filtered, which takes the script; else None.
    """
    style = "".join(_asset(file) for file in ("report.css", *styles))
    script = _asset("report.js") if register is not None else ""
    html: str = (
        _environment()
        .get_template(f"{template}.html")
        .render(
            page=printed,
            called=called,
            register=register,
            style=Markup(style),  # noqa: S704  (files of this package)
            script=Markup(script),  # noqa: S704  (a file of this package)
            style_hash=_hash(style),
            script_hash=_hash(script) if script else "",
            version=version("convenor"),
        )
    )
    return html


def _hash(text: str) -> str:
    """The text's source expression in a Content-Security-Policy."""
    return "sha256-" + b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")


@cache
def _asset(file: str) -> str:
    path = files("convenor.action.exports").joinpath("templates", file)
    return "\n" + path.read_text(encoding="utf-8").replace("\r\n", "\n")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("convenor.action.exports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        percent=words.percent, about=words.about, count=words.count, listed=words.listed, cut=cut, start=words.start,
        clean=clean,
    )  # fmt: skip
    environment.globals.update(span=words.span, shapes=labels.SHAPES)
    environment.tests.update(chips=lambda part: isinstance(part, Chips), bold=lambda part: isinstance(part, Bold))
    return environment


def _visible(value: Any) -> Any:
    """Every text that a template prints passes here, so that no field can be forgotten."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
