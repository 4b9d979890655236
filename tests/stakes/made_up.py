"""A made-up record: bodies that work in two fields, year after year."""

import numpy as np
from scipy import sparse

from convenor.stakes.origin import Record

FIELDS = (
    ["border", "surveillance", "radar", "coast", "patrol", "vessel", "maritime"],
    ["flood", "forecast", "river", "dam", "warning", "community", "shelter"],
)


def made_up(*, whole: bool = True, seed: int = 3, years: int = 8, each_year: int = 6) -> Record:
    """Even actors work on borders, odd ones on floods; actor 0 and 1 lead; texts say the field."""
    rng = np.random.default_rng(seed)
    n_actors, rows, texts, starts, leads = 24, [], [], [], []
    for year in range(years):
        for number in range(each_year):
            field = number % 2
            others = rng.choice(np.arange(2 + field, n_actors, 2), 4, replace=False)
            rows.append({field, *(int(a) for a in others)})
            texts.append(" ".join(rng.choice(FIELDS[field], 6)))
            starts.append(2010.0 + year)
            leads.append(field)
    joined = np.zeros((len(rows), n_actors))
    for k, members in enumerate(rows):
        joined[k, sorted(members)] = 1
    table = sparse.csr_array(joined)
    return Record(
        start_k=np.array(starts),
        text_k=tuple(texts),
        joined_ka=table,
        joined_rka=(table,),
        lead_k=np.array(leads),
        places_kg=sparse.csr_array(np.eye(2)[np.array(leads)]),
        purposes_kp=sparse.csr_array((len(rows), 1)),
        country_a=np.array(["FR", "DE", "IT"] * 8, object),
        kind_a=np.array(["company", "research"] * 12, object),
        scheme_a=np.array(["pic", "gb-coh", "pic", "name"] * 6, object),
        names_a=tuple((f"body number {a}",) for a in range(n_actors)),
        whole=whole,
    )
