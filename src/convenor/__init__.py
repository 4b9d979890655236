"""Name a security outcome; find everyone with a stake in it, and the partnership that can reach it."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convenor.action import plan, table, write
    from convenor.action.leverage import leverage
    from convenor.dialogue import convene
    from convenor.errors import ConvenorError
    from convenor.evidence import load
    from convenor.model.actor import Actor
    from convenor.model.dialogue import Dialogue
    from convenor.model.evidence import Evidence
    from convenor.model.outcome import Outcome
    from convenor.model.partnership import Partnership
    from convenor.model.plan import Plan
    from convenor.model.stake import Stake
    from convenor.partnerships import compose
    from convenor.stakes import trace
    from convenor.store import Store, connect

__all__ = [
    "Actor",
    "ConvenorError",
    "Dialogue",
    "Evidence",
    "Outcome",
    "Partnership",
    "Plan",
    "Stake",
    "Store",
    "compose",
    "connect",
    "convene",
    "leverage",
    "load",
    "plan",
    "table",
    "trace",
    "write",
]

_HOME = {  # names are fetched when first used, so that `import convenor` costs next to nothing
    "Actor": "model.actor",
    "ConvenorError": "errors",
    "Dialogue": "model.dialogue",
    "Evidence": "model.evidence",
    "Outcome": "model.outcome",
    "Partnership": "model.partnership",
    "Plan": "model.plan",
    "Stake": "model.stake",
    "Store": "store",
    "compose": "partnerships",
    "connect": "store",
    "convene": "dialogue",
    "leverage": "action.leverage",
    "load": "evidence",
    "plan": "action",
    "table": "action",
    "trace": "stakes",
    "write": "action",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'convenor' has no attribute '{name}'; it has {', '.join(__all__)}")
    return getattr(import_module(f"convenor.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)
