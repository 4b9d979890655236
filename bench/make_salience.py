"""Makes the default model that ships with convenor: learned on the whole CORDIS security and IATI records.

    python bench/make_salience.py CORDIS_DIR IATI_ARCHIVE src/convenor/data/salience.json

The back-test never uses it: it learns on each trial's own past. Weights are plain numbers; no row of data is in them.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from who_joins import cordis, iati, ours  # noqa: E402

from convenor.stakes import learn, origin  # noqa: E402

ORIGIN = {
    "consortia": "CORDIS open data, EU security research consortia that started 2008 to 2018 (reuse with attribution)",
    "activities": "IATI activities tagged COVID-19, June 2021, that started 2000 to 2020 (publishers' open licences)",
}


def main(folder: str, archive: str, target: str) -> None:
    """Learn both models and write them."""
    trials = {
        "consortia": (cordis.Register(Path(folder)).trial("2019-01-01", "2020-01-01"), True),
        "activities": (iati.Archive(Path(archive)).trial(2020, sample=1), False),
    }
    models = {}
    for name, (trial, whole) in trials.items():
        model = origin.learned(ours.Tables(trial, whole=whole).record, trial.cut)
        models[name] = {"learned on": ORIGIN[name], **learn.to_plain(model)}
    made = {"note": "made by bench/make_salience.py; gives ranks on a new book until `convenor learn` has run"}
    Path(target).write_text(json.dumps({**made, "models": models}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:4])
