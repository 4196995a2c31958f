"""The embedded server lives exactly as long as someone uses it, however they end."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from poolbook.config.embedded.place import Place
from tests.integration.embedded.support import Runner, User, is_alive, wait_until


def processes(runner: Runner, place: Place) -> tuple[int, int]:
    """The numbers of the keeper and of the server that run now."""
    state = runner.state(place)
    return state["keeper"], state["server"]


def assert_gone(*pids: int) -> None:
    wait_until(lambda: not any(map(is_alive, pids)), f"processes {pids} have ended")


def remember(user: User, text: str) -> None:
    user.query("CREATE TABLE IF NOT EXISTS kept (word text)")
    user.query(f"INSERT INTO kept VALUES ('{text}')")


def remembered(user: User) -> list[object]:
    return [word for (word,) in user.query("SELECT word FROM kept ORDER BY word")]


def test_starts_from_nothing_stops_with_its_user_and_keeps_its_data(runner: Runner) -> None:
    place = runner.project()
    first = runner.start(place)
    pids = processes(runner, place)
    remember(first, "cold")
    first.leave()
    assert not any(map(is_alive, pids)), "a command that ends waits for its server's end"
    second = runner.start(place)
    assert remembered(second) == ["cold"]


def test_is_closed_to_everyone_else(runner: Runner) -> None:
    place = runner.project()
    user = runner.start(place)
    settings = user.query(
        "SELECT current_setting('server_version_num')::int / 10000, "
        "current_setting('listen_addresses'), current_setting('fsync'), "
        "current_setting('timezone'), current_setting('shared_buffers')"
    )
    assert settings == [(18, "", "on", "UTC", "128MB")]
    rules = user.query("SELECT DISTINCT auth_method FROM pg_hba_file_rules")
    assert rules == [("scram-sha-256",)]
    assert place.data.stat().st_mode & 0o777 == 0o700
    assert place.control.stat().st_mode & 0o777 == 0o700
    assert place.password.stat().st_mode & 0o777 == 0o600
    password = place.password.read_text()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(user.url.replace(password, "guess"))


def test_a_second_command_joins_and_keeps_it_up(runner: Runner) -> None:
    place = runner.project()
    first, second = runner.start(place), runner.start(place)
    pids = processes(runner, place)
    assert first.url == second.url
    first.leave()
    remember(second, "still here")
    assert processes(runner, place) == pids
    second.leave()
    assert_gone(*pids)


def test_commands_that_start_at_once_share_one_server(runner: Runner) -> None:
    place = runner.project()
    with ThreadPoolExecutor() as pool:
        users = list(pool.map(lambda _: runner.start(place), range(5)))
    assert {user.query("SELECT pg_postmaster_start_time()")[0] for user in users} == set(
        users[0].query("SELECT pg_postmaster_start_time()")
    )


def test_two_checkouts_have_nothing_in_common(runner: Runner) -> None:
    here, there = runner.project("here"), runner.project("there")
    one, other = runner.start(here), runner.start(there)
    assert not set(processes(runner, here)) & set(processes(runner, there))
    assert one.url.split("?")[1] != other.url.split("?")[1]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(one.url.replace(here.password.read_text(), there.password.read_text()))


def test_kill_9_of_the_only_user_ends_it(runner: Runner) -> None:
    place = runner.project()
    user = runner.start(place)
    pids = processes(runner, place)
    os.killpg(user.process.pid, signal.SIGKILL)
    assert_gone(*pids)


def test_kill_9_of_the_starter_leaves_it_to_the_others(runner: Runner) -> None:
    place = runner.project()
    starter, other = runner.start(place), runner.start(place)
    starter.kill()
    remember(other, "after")
    assert remembered(other) == ["after"]


def test_kill_9_of_the_keeper_ends_it_and_the_next_command_starts_anew(runner: Runner) -> None:
    place = runner.project()
    user = runner.start(place)
    remember(user, "before")
    keeper, server = processes(runner, place)
    os.kill(keeper, signal.SIGKILL)
    assert_gone(server)
    assert remembered(runner.start(place)) == ["before"]


def test_a_terminated_keeper_stops_its_server(runner: Runner) -> None:
    place = runner.project()
    runner.start(place)
    keeper, server = processes(runner, place)
    os.kill(keeper, signal.SIGTERM)
    assert_gone(keeper, server)


def test_kill_9_of_postgresql_is_recovered_while_users_stay(runner: Runner) -> None:
    place = runner.project()
    user = runner.start(place)
    remember(user, "acknowledged")
    server = runner.state(place)["server"]
    os.kill(server, signal.SIGKILL)
    wait_until(lambda: not is_alive(server), "the server has ended")
    wait_until(
        lambda: place.state.exists() and runner.state(place)["server"] != server, "it is back"
    )
    assert remembered(user) == ["acknowledged"]


@pytest.mark.parametrize("pid_goes_to_a_stranger", [False, True])
def test_a_crash_of_everything_is_recovered(runner: Runner, pid_goes_to_a_stranger: bool) -> None:
    place = runner.project()
    user = runner.start(place)
    remember(user, "acknowledged")
    keeper, server = processes(runner, place)
    os.kill(keeper, signal.SIGSTOP)  # so that it cannot tidy up
    os.kill(server, signal.SIGKILL)
    os.kill(keeper, signal.SIGKILL)
    user.kill()
    assert_gone(keeper, server)
    stale = place.data / "postmaster.pid"
    if pid_goes_to_a_stranger:
        stranger = runner.start(runner.project("elsewhere")).process.pid
        text = stale.read_text()
        stale.write_text(text.replace(str(server), str(stranger), 1))
    assert stale.exists()
    assert remembered(runner.start(place)) == ["acknowledged"]


def test_a_set_up_that_was_cut_off_is_begun_again(runner: Runner) -> None:
    place = runner.project()
    user = runner.start(place)
    user.leave()
    place.note.unlink(missing_ok=True)  # is written after the data
    place.data.rename(place.area / "data.new")
    (place.area / "data.new" / "PG_VERSION").unlink()
    again = runner.start(place)
    assert again.query("SELECT 1") == [(1,)]
    assert not (place.area / "data.new").exists()


def test_a_throwaway_leaves_nothing_even_after_kill_9(runner: Runner) -> None:
    place = runner.project()
    before = set(runner.base.iterdir())
    for end in (User.leave, User.kill):
        user = runner.start(place, "throwaway")
        assert user.query("SELECT current_setting('fsync')") == [("off",)]
        folder = user.query("SELECT current_setting('data_directory')")[0][0]
        end(user)
        wait_until(lambda: set(runner.base.iterdir()) == before, "the folders are gone")
        data = Path(str(folder))  # as root it lies elsewhere, and goes a moment later
        wait_until(lambda gone=data: not gone.exists(), "the data is gone")
