"""Splink 5 on names: JSON on standard input, {"names", "plain", "words", "acronym"}; scored pairs out.

Run in an environment of its own: python splink_scores.py < names.json. Fellegi and Sunter's model with Splink's own
comparisons on the name, its words and its acronym, learned by expectation maximisation without any answer.
"""

import json
import logging
import sys
import warnings

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on


def main() -> None:
    """Reads names, prints [left, right, probability] of every pair that was looked at."""
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    given = json.load(sys.stdin)
    connection = duckdb.connect()
    connection.execute("CREATE TABLE names (unique_id BIGINT, plain VARCHAR, words VARCHAR[], acronym VARCHAR[])")
    rows = list(zip(range(len(given["plain"])), given["plain"], given["words"], given["acronym"], strict=True))
    connection.executemany("INSERT INTO names VALUES (?, ?, ?, ?)", rows)
    rules = [block_on(column, arrays_to_explode=[column]) for column in ("words", "acronym")]
    learned_on = [block_on("substr(plain, 1, 6)"), block_on("words[1]"), block_on("acronym[1]")]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("plain", [0.98, 0.94, 0.9, 0.8]),
            cl.ArrayIntersectAtSizes("words", [4, 3, 2, 1]),
            cl.ArrayIntersectAtSizes("acronym", [1]),
        ],
        blocking_rules_to_generate_predictions=rules,
        retain_intermediate_calculation_columns=False,
    )
    api = DuckDBAPI(connection)
    linker = Linker(api.register("names") if hasattr(api, "register") else "names", settings, **_api(api))
    linker.training.estimate_probability_two_random_records_match([block_on("plain")], recall=0.05)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in learned_on:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=0.0001)
    table = found.as_duckdbpyrelation() if hasattr(found, "as_duckdbpyrelation") else found.as_pandas_dataframe()
    kept = table.select("unique_id_l, unique_id_r, match_probability").fetchall()
    json.dump([[min(a, b), max(a, b), p] for a, b, p in kept], sys.stdout)


def _api(api: DuckDBAPI) -> dict[str, DuckDBAPI]:
    return {} if hasattr(api, "register") else {"db_api": api}


if __name__ == "__main__":
    main()
