"""Which bodies of an answer stand for several records: what may be shown of them, and to whom."""

import pytest

from convenor.evidence.hiding import hide
from convenor.evidence.identities import identities
from convenor.evidence.resolve import merge, resolve
from convenor.model.codes import Marking
from convenor.model.identity import Alias, Identity

WHO = (("xm-dac-928", "World Health Organization"), ("name:oms", "OMS"), ("name:ferry", "Ferry Union"))


def bodies(book, *rows, load="l1", reader="iati", marking="TLP:CLEAR"):
    ids, names = zip(*rows, strict=True)
    book.append("actors", {"id": ids, "name": names}, load=load, marking=marking)
    book.append("loads", {"id": [load], "reader": [reader]})


def test_only_bodies_with_several_records_are_told_with_their_sources_and_reasons(book):
    bodies(book, *WHO)
    bodies(book, ("pic:333333333", "WORLD HEALTH ORGANIZATION"), load="l2", reader="cordis")
    book.append("evidence", {"id": ["r1"], "actor": ["xm-dac-928"]}, relation="funding", load="l1")
    resolve(book)
    (one,) = identities(book, ["xm-dac-928", "name:ferry"])
    assert (one.actor, one.name) == ("xm-dac-928", "World Health Organization")
    assert [record.id for record in one.records] == ["xm-dac-928", "pic:333333333", "name:oms"]
    assert one.sources == ("CORDIS", "IATI activities")
    assert all(record.reasons and record.by and record.score for record in one.records[1:])


def test_nobody_asked_for_or_nobody_merged_tells_nothing(book):
    bodies(book, *WHO)
    assert identities(book, ["xm-dac-928"]) == ()
    resolve(book)
    assert identities(book, ["name:ferry"]) == ()


def test_a_persons_reason_is_shown_to_the_desk_and_not_in_an_open_edition(book):
    bodies(book, *WHO)
    merge(book, "name:ferry", "xm-dac-928", by="desk", reasons=["a partner told us in confidence"])
    (one,) = identities(book, ["xm-dac-928"])
    assert one.records[1].reasons == ("a partner told us in confidence",)
    (public,) = identities(book.edition(Marking.CLEAR), ["xm-dac-928"])
    assert public.records[1].reasons == ()
    assert public.records[1].by == ""


def test_a_closed_record_is_not_named_in_an_open_edition(book):
    bodies(book, *WHO[:1])
    bodies(book, *WHO[1:2], load="l2", reader="tables", marking="TLP:AMBER+STRICT")
    resolve(book)
    assert len(identities(book, ["xm-dac-928"])) == 1
    assert identities(book.edition(Marking.CLEAR), ["xm-dac-928"]) == ()


def test_m40_a_hidden_body_is_no_record_of_another(book):
    bodies(book, *WHO)
    resolve(book)
    hide(book, "OMS", by="the body itself", reasons=["it asked"])
    assert identities(book, ["xm-dac-928"]) == ()


def test_an_identity_joins_two_records_that_have_names():
    with pytest.raises(ValueError, match="name"):
        Alias(id="a", names=())
    with pytest.raises(ValueError, match="two"):
        Identity(records=(Alias(id="a", names=("A",)),))
