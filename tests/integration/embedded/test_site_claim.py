"""One site a project: a second is told where the first one is."""

from tests.integration.embedded.support import Runner, User

FIRST, SECOND = "http://127.0.0.1:8000", "http://127.0.0.1:8001"


def test_a_second_site_is_refused_with_the_address_of_the_first(runner: Runner) -> None:
    place = runner.project()
    runner.start(place, FIRST)
    second = runner.start(place, SECOND)
    assert second.complaint.startswith(f"AlreadyRunning: Poolbook already runs here, at {FIRST}.")
    assert second.process.wait(10) == 3


def test_other_commands_work_while_the_site_runs(runner: Runner) -> None:
    place = runner.project()
    site, command = runner.start(place, FIRST), runner.start(place)
    assert command.url == site.url


def test_the_claim_ends_with_the_site_however_it_ends(runner: Runner) -> None:
    place = runner.project()
    runner.start(place)  # keeps the server up throughout
    for end in (User.leave, User.kill):
        site = runner.start(place, FIRST)
        assert not site.complaint
        end(site)
    assert not runner.start(place, SECOND).complaint


def test_a_corrected_address_is_what_others_are_told(runner: Runner) -> None:
    place = runner.project()
    runner.start(place, "http://127.0.0.1:0/long", FIRST)
    assert f"at {FIRST}." in runner.start(place, SECOND).complaint


def test_each_checkout_may_run_its_own(runner: Runner) -> None:
    here, there = runner.project("here"), runner.project("there")
    assert not runner.start(here, FIRST).complaint
    assert not runner.start(there, SECOND).complaint
