"""Every job is known to the worker and the clock, and says by its name which room it is of."""

from backend.plumbing import jobs
from tests.architecture.sources import modules, python_files, shown

ROOMS = {path.parent.name for path in python_files("backend") if path.name == "jobs.py"}


def test_every_job_is_registered(counted):
    jobs.gather()
    gathered = set(jobs.JOBS)
    for _ in modules():  # a job that stands elsewhere than in a jobs module would show now
        pass
    counted("jobs registered", len(gathered))
    assert gathered
    assert set(jobs.JOBS) == gathered


def test_the_name_of_a_job_begins_with_its_room():
    jobs.gather()
    strangers = {name for name in jobs.JOBS if name.partition(".")[0] not in ROOMS - {"plumbing"}}
    assert not strangers


def test_the_clock_wakes_only_jobs_that_exist_each_once():
    jobs.gather()
    woken = [tick.name for tick in jobs.TICKS]
    assert set(woken) <= set(jobs.JOBS)
    assert sorted(woken) == sorted(set(woken))
    assert not [tick for tick in jobs.TICKS if (tick.seconds is None) == (tick.cron is None)]


def test_every_room_with_jobs_registers_some():
    jobs.gather()
    silent = {
        shown(path)
        for path in python_files("backend")
        if path.name == "jobs.py" and "plumbing" not in path.parts
        if not any(
            work.__module__.endswith(f"{path.parent.name}.jobs") for work in jobs.JOBS.values()
        )
    }
    assert not silent
