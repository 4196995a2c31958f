"""Data that is not this project's is never shown to it, and data that has gone is missed."""

import shutil

from tests.integration.embedded.support import Runner


def test_a_new_project_in_an_old_place_starts_empty_and_the_old_data_is_kept(
    runner: Runner,
) -> None:
    place = runner.project()
    first = runner.start(place)
    first.query("CREATE TABLE secret (word text)")
    first.leave()
    shutil.rmtree(place.control)
    second = runner.start(place)
    assert second.query("SELECT count(*) FROM pg_tables WHERE tablename = 'secret'") == [(0,)]
    if place.account is None:
        return  # the data lay in the folder that was deleted
    aside = list(place.area.parent.glob(f"{place.area.name}.left-*"))
    assert len(aside) == 1
    assert (aside[0] / "data" / "PG_VERSION").exists()
    shutil.rmtree(aside[0])


def test_root_is_told_when_the_data_has_gone(runner: Runner) -> None:
    place = runner.project()
    runner.start(place).leave()
    shutil.rmtree(place.data)
    again = runner.start(place)
    if place.account is None:
        assert not again.complaint, "whoever deletes data in plain sight means it"
        return
    assert f"was in {place.data}, and is not there any more" in again.complaint
    shutil.rmtree(place.control)
    assert not runner.start(place).complaint, "the message says how to start anew"
