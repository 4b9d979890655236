"""A conversation of our own as `polis-export/1`, for tools that read Polis files."""

import json

import numpy as np

from convenor.dialogue.conversation import Conversation, FloatArray
from convenor.dialogue.polis import COMMENTS, EVENTS, MATRIX, SUMMARY, Export
from convenor.dialogue.sign import DECLARATION, FORMAT, KEY
from convenor.dialogue.tables import Table


def export_of(conversation: Conversation) -> Export:
    """A `polis-export/1` of a conversation of our own, for tools that read Polis files."""
    tables = {
        SUMMARY: Table(name=SUMMARY, rows=tuple(_summary_rows(conversation))),
        COMMENTS: Table(name=COMMENTS, rows=tuple(_comment_rows(conversation))),
        EVENTS: Table(name=EVENTS, rows=tuple(_event_rows(conversation))),
        MATRIX[0]: Table(name=MATRIX[1], rows=tuple(_matrix_rows(conversation))),
    }
    declaration = {"format": FORMAT, KEY: DECLARATION, "vote": {"agree": 1, "disagree": -1, "pass": 0}}
    sidecars = {"format.json": json.dumps(declaration, indent=2).encode()}
    return Export(tables=tables, sidecars=sidecars, sign=1, conversation=conversation)


def _summary_rows(conversation: Conversation) -> list[tuple[str, str]]:
    voters = str(int((~np.isnan(conversation.votes_ps)).any(axis=1).sum()))
    return [
        ("topic", _plain(conversation.title)), ("url", ""), ("voters", voters), ("voters-in-conv", voters),
        ("commenters", "0"), ("comments", str(len(conversation.statements))),
        ("groups", str(len({g for g in conversation.exported if g}))),
        ("conversation-description", _plain(conversation.description)), (KEY, DECLARATION),
    ]  # fmt: skip


def _comment_rows(conversation: Conversation) -> list[tuple[str, ...]]:
    votes_ps = conversation.votes_ps
    rows: list[tuple[str, ...]] = [
        ("timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body")
    ]
    for s, row in enumerate(conversation.statements):
        agrees, disagrees = int((votes_ps[:, s] == 1).sum()), int((votes_ps[:, s] == -1).sum())
        moderated = "1" if row.accepted else "-1"
        rows.append(("", "", row.id, "", str(agrees), str(disagrees), moderated, _plain(row.text)))
    return rows


def _event_rows(conversation: Conversation) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("timestamp", "datetime", "comment-id", "voter-id", "vote")]
    for p, s in zip(*np.nonzero(~np.isnan(conversation.votes_ps)), strict=True):
        time, vote = conversation.times_ps[p, s], int(conversation.votes_ps[p, s])
        stamp = "" if np.isnan(time) else str(int(time))
        rows.append((stamp, "", conversation.statements[s].id, _plain(conversation.participants[p]), str(vote)))
    return rows


def _matrix_rows(conversation: Conversation) -> list[tuple[str, ...]]:
    head = ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")
    rows: list[tuple[str, ...]] = [(*head, *(row.id for row in conversation.statements))]
    groups = conversation.exported or (None,) * len(conversation.participants)
    for who, group, votes_s in zip(conversation.participants, groups, conversation.votes_ps, strict=True):
        counts = [(~np.isnan(votes_s)).sum(), (votes_s == 1).sum(), (votes_s == -1).sum()]
        rows.append((_plain(who), group or "", "0", *(str(int(n)) for n in counts), *_cells(votes_s)))
    return rows


def _plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula: readers strip the space in front."""
    return f" {text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _cells(votes_s: FloatArray) -> list[str]:
    return ["" if np.isnan(vote) else str(int(vote)) for vote in votes_s]
