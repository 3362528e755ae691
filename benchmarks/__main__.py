"""Every case with every simulator, the figures beside the runs, and the bars they must hold."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from benchmarks import bars, figures, gpu
from benchmarks.cases import Case, all_cases, morphology
from benchmarks.harness import PATIENCE, Row, measure, present, side_by_side, timed
from benchmarks.machine import describe
from benchmarks.report import case_table, legend
from benchmarks.runners import RUNNERS, Runner, chosen

Results = dict[str, dict[str, Row]]


def main() -> None:
    given = arguments()
    runners, cases = RUNNERS, all_cases()
    if given.gpu:
        runners, cases = gpu.RUNNERS, gpu.all_cases(given.largest)
    if given.slow:
        runners = tuple(replace(one, options={**one.options, "patient": True}) for one in runners)
    able, versions, missing = present(chosen(given.peers, runners))
    print(describe(versions))
    for peer in missing:
        print(f"Missing: {peer}.")
    if not morphology("ca1_n120.swc"):
        print("Without reconstructions: SPINEAX_MORPHOLOGIES names no folder that has them.")
    results: Results = {}
    cases = [case for case in cases if (given.only or "") in case.name]
    patience = 10 * PATIENCE if given.slow else PATIENCE
    if given.gpu:
        run_side_by_side(cases, able, given.repeats, results)
    elif given.only != "figures":
        run_cases(cases, able, given.repeats, patience, results)
    measured = {} if given.gpu else run_figures(given.only, given.repeats)
    if not given.gpu:
        print(bars.as_table(results), flush=True)
    if given.json:
        kept = {"versions": versions, "cases": results, "figures": measured}
        Path(given.json).write_text(json.dumps(kept))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", help='part of the name of the cases to run, or "figures"')
    parser.add_argument("--peers", help="comma-separated parts of the labels to run")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--slow", action="store_true", help="wait for what takes minutes")
    parser.add_argument("--gpu", action="store_true", help="measure on the accelerator instead")
    parser.add_argument("--largest", type=int, default=10_000, help="largest batch, with --gpu")
    parser.add_argument("--json", help="file to write the raw results into")
    return parser.parse_args()


def run_cases(
    cases: list[Case], runners: list[Runner], repeats: int, patience: float, results: Results
) -> None:
    """Measure case by case, and print each table as soon as it is there."""
    for case in cases:
        print(f"... {case.name}", file=sys.stderr, flush=True)
        rows = results[case.name] = measure(case, runners, repeats, patience)
        print(case_table(case, rows, results.get(case.forward, {})), flush=True)
    if cases:
        print("\n" + legend(), flush=True)


def run_side_by_side(
    cases: list[Case], runners: list[Runner], repeats: int, results: Results
) -> None:
    """Build all cases at once, as compilers use the processor alone, then time one by one."""
    built = side_by_side(cases, runners, gpu.PATIENCE)
    for case in cases:
        rows = results[case.name] = timed(case, built[case.name], repeats, planned=False)
        print(case_table(case, rows, results.get(case.forward, {})), flush=True)
    print("\n" + legend(), flush=True)


def run_figures(only: str | None, repeats: int) -> dict[str, object]:
    """Measure the figures beside the runs, unless single cases were asked for."""
    if only and only != "figures":
        return {}
    print("... figures", file=sys.stderr, flush=True)
    measured = figures.measure(repeats)
    print(figures.as_table(measured), flush=True)
    return measured


if __name__ == "__main__":
    main()
