"""How the doctor knows a folder that a program syncs."""

from __future__ import annotations

from pathlib import Path

import pytest

from coding.doctor import folder
from coding.doctor.folder import synced_by


@pytest.mark.parametrize(
    ("place", "who"),
    [
        ("OneDrive - Universiteit Utrecht/studie", "OneDrive"),
        ("Dropbox/studie", "Dropbox"),
        ("Dropbox (Persoonlijk)/studie", "Dropbox"),
        ("Google Drive/Mijn Drive/studie", "Google Drive"),
        ("GoogleDrive-a@example.org/studie", "Google Drive"),
        ("Library/Mobile Documents/com~apple~CloudDocs/studie", "iCloud"),
        ("Nextcloud/studie", "Nextcloud"),
        ("SURFdrive/studie", "SURFdrive"),
        ("ResearchDrive/studie", "Research Drive"),
        ("Research Drive (Projectfolder)/studie", "Research Drive"),
        ("Box/studie", "Box"),
        ("Boxen/studie", None),
        ("dropboxen/studie", None),
        ("onedriven/studie", None),
        ("Documenten/studie", None),
    ],
)
def test_folders_of_sync_programs_are_known_by_name(
    tmp_path: Path, place: str, who: str | None
) -> None:
    """The names these programs give their folders, and no look-alikes."""
    (tmp_path / place).mkdir(parents=True)

    assert synced_by(tmp_path / place) == who


@pytest.mark.parametrize(
    ("mark", "who"),
    [
        (".dropbox", "Dropbox"),
        (".sync_0a1b.db", "Nextcloud or ownCloud"),
        (".stfolder", "Syncthing"),
    ],
)
def test_folders_of_sync_programs_are_known_by_what_they_leave(
    tmp_path: Path, mark: str, who: str
) -> None:
    """A folder with another name is known by the program's own file, also from below."""
    (tmp_path / mark).touch()
    (tmp_path / "a" / "b").mkdir(parents=True)

    assert synced_by(tmp_path / "a" / "b") == who


def test_onedrive_on_windows_is_known_by_its_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the folder has any name, the system says which one it is."""
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path))

    assert synced_by(tmp_path / "studie") == "OneDrive"


@pytest.mark.parametrize("real", [True, False])
def test_a_synced_study_is_bad_only_if_real(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, real: bool
) -> None:
    """Interviews in a synced folder are for a person to mend; a fictive study is told."""
    monkeypatch.setattr(folder, "synced_by", lambda _root: "Dropbox")
    (found,) = folder.check_synced(tmp_path, real=real)

    assert found.bad == real
    assert "Dropbox" in found.what
