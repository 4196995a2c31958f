"""Outside Poolbook's own folders no permission, owner or user of the machine changes."""

import os
from pathlib import Path

from poolbook.config.embedded.place import SYSTEM
from tests.integration.embedded.support import Runner, copy_poolbook

Modes = dict[Path, tuple[int, int, int]]


def modes(*paths: Path) -> Modes:
    """Permissions and owner of the folders above the given ones, and of the folders themselves."""
    every = {folder for path in paths for folder in (path, *path.parents)}
    found = {path: path.stat() for path in every}
    return {path: (each.st_mode, each.st_uid, each.st_gid) for path, each in found.items()}


def tree(top: Path) -> Modes:
    """The same for everything under a folder."""
    inside = modes(top)
    for folder, _, files in os.walk(top):
        for name in files:
            each = (Path(folder) / name).stat()
            inside[Path(folder) / name] = (each.st_mode, each.st_uid, each.st_gid)
        inside |= modes(Path(folder))
    return inside


def test_a_closed_home_stays_closed(runner: Runner) -> None:
    home = runner.base / "home"
    home.mkdir(mode=0o700)
    runner.paths = copy_poolbook(home / "poolbook")
    for folder, _, files in os.walk(home):
        for path in (Path(folder), *(Path(folder) / name for name in files)):
            runner.give(path)
    place = runner.project("home/project")
    runner.give(home / "project")
    before, users = tree(home), Path("/etc/passwd").read_bytes()
    user = runner.start(place)
    program = Path(f"/proc/{runner.state(place)['server']}/exe").readlink()
    assert user.query("SELECT 1") == [(1,)], user.complaint
    user.leave()
    after = tree(home)
    assert {path: after[path] for path in before} == before
    assert home.stat().st_mode & 0o777 == 0o700
    assert Path("/etc/passwd").read_bytes() == users
    assert program.is_relative_to(home if place.account is None else SYSTEM)


def test_folders_above_the_project_and_the_programs_stay_as_they_are(runner: Runner) -> None:
    place = runner.project()
    watched = (place.control.parent.parent, Path(__file__).parent, Path.home(), SYSTEM.parent)
    before = modes(*watched, *runner.paths)
    runner.start(place).leave()
    assert modes(*watched, *runner.paths) == before


def test_root_leaves_a_note_where_the_data_is(runner: Runner) -> None:
    place = runner.project()
    runner.start(place).leave()
    note = place.control.parent / "WHERE-THE-DATABASE-IS.txt"
    if place.account is None:
        assert place.data.parent == place.control, "an ordinary user's data is in plain sight"
        assert not note.exists()
    else:
        assert str(place.data) in note.read_text()


def test_a_folder_of_someone_else_is_refused_and_left_alone(runner: Runner) -> None:
    place = runner.project()
    place.control.parent.mkdir()
    if os.geteuid() == 0:  # belongs to root for the ordinary user, to nobody for root
        place.control.mkdir()
        os.chown(place.control, 0 if runner.account else 65534, 0)
    else:
        place.control.parent.chmod(0o500)
    before = modes(place.control.parent)
    complaint = runner.start(place).complaint
    assert complaint.startswith("ServerError: The database")
    assert "POOLBOOK_VAR" in complaint
    assert modes(place.control.parent) == before
    place.control.parent.chmod(0o700)


def test_a_path_too_long_for_a_socket_is_no_obstacle(runner: Runner) -> None:
    place = runner.project("a-folder-with-a-long-name-" * 4)
    before = set(runner.base.iterdir())
    user = runner.start(place)
    assert user.query("SELECT 1") == [(1,)]
    user.leave()
    assert set(runner.base.iterdir()) == before
