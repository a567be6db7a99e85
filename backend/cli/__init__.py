"""`tideover`: every process and every task by hand."""

import argparse
import sys
from collections.abc import Callable, Sequence

from backend.cli import kept_environment
from backend.plumbing.settings import SettingsMissing

Command = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(prog="tideover", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _processes(commands)
    _tasks(commands)
    given = parser.parse_args(arguments)
    if given.command != "up":
        kept_environment.use()
    run: Command = given.run
    try:
        return run(given)
    except SettingsMissing as missing:
        print(missing, file=sys.stderr)
        return 2


def _processes(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    up = commands.add_parser("up", help="everything on this machine, with a demo and a sandbox")
    up.add_argument("--verbose", action="store_true", help="show the whole log, not only warnings")
    up.add_argument("--no-demo", action="store_true", help="begin with an empty database")
    up.set_defaults(run=_up)
    for name, words, run in (
        ("migrate", "bring the database to the newest schema", _migrate),
        ("worker", "run jobs as they come", _worker),
        ("clock", "wake jobs when they are due", _clock),
    ):
        commands.add_parser(name, help=words).set_defaults(run=run)


def _tasks(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    commands.add_parser("openapi", help="print the OpenAPI document").set_defaults(run=_openapi)
    commands.add_parser("invariants", help="check what must always be true").set_defaults(
        run=_invariants
    )
    reconcile = commands.add_parser("reconcile", help="compare a rail's book with ours")
    reconcile.add_argument("rail", nargs="?", default="sandbox")
    reconcile.set_defaults(run=_reconcile)
    job = commands.add_parser("run-job", help="run one job here and now")
    job.add_argument("name")
    job.add_argument("ids", nargs="*", metavar="name=id", help="what the job is about")
    job.set_defaults(run=_run_job)
    lender = commands.add_parser("add-lender", help="add a lender, a staff member and an API key")
    lender.add_argument("name")
    lender.add_argument("--staff", metavar="EMAIL", required=True)
    lender.add_argument("--country", default=None, help="ISO 3166 letters, such as CN")
    lender.set_defaults(run=_add_lender)


def _up(given: argparse.Namespace) -> int:
    from backend.cli import up

    return up.run(verbose=given.verbose, demo=not given.no_demo)


def _migrate(_: argparse.Namespace) -> int:
    from backend.plumbing import schema
    from backend.plumbing.settings import settings

    schema.upgrade(settings().owner_url)
    return 0


def _worker(_: argparse.Namespace) -> int:
    from backend import worker

    worker.run()
    return 0


def _clock(_: argparse.Namespace) -> int:
    from backend import clock

    clock.run()
    return 0


def _openapi(_: argparse.Namespace) -> int:
    from backend.app import openapi_text

    print(openapi_text(), end="")
    return 0


def _invariants(_: argparse.Namespace) -> int:
    from backend.payments import invariants

    broken = 0
    for check in invariants.run():
        print(f"{check.name:4} {'holds' if not check.breaks else 'BROKEN'}  {check.words}")
        for row in check.breaks[:10]:
            print(f"       {row}")
        broken += bool(check.breaks)
    return 1 if broken else 0


def _reconcile(given: argparse.Namespace) -> int:
    from backend.payments import reconcile

    report = reconcile.run(given.rail)
    print(f"{report.lines} lines, {report.healed} settled by the rail's book")
    for currency in sorted(report.rail_totals | report.our_totals):
        print(
            f"{currency}  rail {report.rail_totals[currency]}  ours {report.our_totals[currency]}"
        )
    for finding in report.findings:
        print(f"{finding.kind}  {finding.rail_key}  {dict(finding.facts)}")
    return 1 if report.findings else 0


def _run_job(given: argparse.Namespace) -> int:
    from backend.plumbing import jobs

    jobs.gather()
    jobs.run(given.name, **dict(one.split("=", 1) for one in given.ids))
    return 0


def _add_lender(given: argparse.Namespace) -> int:
    from backend.cli import people

    added = people.add_lender(given.name, staff_email=given.staff, country=given.country)
    print(f"lender {added.lender_id}\nAPI key (shown once) {added.api_key}")
    return 0
