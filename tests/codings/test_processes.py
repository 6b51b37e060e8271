"""What is acknowledged is on disk: real processes killed, full disks, two writers at once."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import log_builders as build
from coding.codings import code_span, log_path, read_log

KILLS, KILLS_SLOW = 50, 200

CHILD = """
import os, random, resource, signal, sys, time
from pathlib import Path

import log_builders as build
from coding.codings import code_span, log_path, span_of
from coding.disk import RealDisk
from coding.errors import CodingError

TEXT = "x" * 200_000
folder = Path(sys.argv[1])
book = build.codebook(folder)


class SlowDisk(RealDisk):
    '''Writes in small pieces, so that a kill finds half a line.'''

    def write(self, handle, data):
        time.sleep(0.0002)
        return super().write(handle, data[:40])


def code_on(out, *, ready=None, **more):
    with build.writer(folder, book=book, **more) as log:
        first = len(log.state)
        if ready is not None:
            os.write(ready, b'ready')
        for i in range(first, first + 100_000):
            place = span_of(TEXT, "D1", i, i + 1, text_sha="0" * 64)
            event = code_span(log, place, "waiting")
            os.write(out, f"{event.id}\\n".encode())
"""


def _run(code: str, *arguments: object, **more) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(Path(__file__).parents[1]), *sys.path])
    return subprocess.run(
        [sys.executable, "-c", CHILD + textwrap.dedent(code), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": path},
        **more,
    )


def _kill_again_and_again(folder: Path, *, kills: int) -> None:
    """Let processes write, kill each in mid-work, compare what they said with what is there."""
    acknowledged = folder / "acknowledged"
    _run(
        """
        random.seed(7)
        build.writer(folder, book=book).close()  # what it imports is imported before the forks
        acknowledged = os.open(sys.argv[2], os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        for kill in range(int(sys.argv[3])):
            read, write = os.pipe()
            child = os.fork()
            if child == 0:
                os.close(read)
                if kill % 5 == 0:  # these may be killed while they open the log
                    os.write(write, b'ready')
                code_on(acknowledged, ready=write, disk=SlowDisk() if kill % 2 else RealDisk())
            os.close(write)
            assert os.read(read, 5) == b'ready'
            os.close(read)
            time.sleep(random.uniform(0.0, 0.06))
            os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL, status
        """,
        folder,
        acknowledged,
        kills,
    )
    log = read_log(log_path(folder, "A"))
    said = acknowledged.read_text(encoding="utf-8").split()
    codes = [event for event in log.state.events if event.do == "code"]
    torn = len(list(folder.glob("A.jsonl.torn-*")))

    assert len(said) > kills
    assert set(said) <= {event.id for event in codes}
    assert len(codes) - len(said) <= kills  # each may leave one that was whole, not yet said
    assert [event.start for event in codes] == sorted(event.start or 0 for event in codes)
    assert [problem.problem for problem in log.problems if "torn" not in problem.problem] == []
    assert torn > kills // 20, "no kill met a half-written line: the test shows too little"


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL and fork")
def test_killed_processes_lose_nothing_they_acknowledged(tmp_path: Path) -> None:
    """50 processes killed by SIGKILL while writing: every acknowledged decision is in the log."""
    _kill_again_and_again(tmp_path, kills=KILLS)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL and fork")
def test_many_killed_processes_lose_nothing(tmp_path: Path) -> None:
    """The same with 200 kills."""
    _kill_again_and_again(tmp_path, kills=KILLS_SLOW)


@pytest.mark.skipif(os.name == "nt", reason="resource limits")
def test_a_file_size_limit_is_an_error_and_no_loss(tmp_path: Path) -> None:
    """At RLIMIT_FSIZE the write is refused, the log ends at a whole line, the count is right."""
    done = _run(
        """
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000))
        try:
            code_on(1)
        except CodingError as error:
            print('refused:', error.problem)
        """,
        tmp_path,
    )
    said = [line for line in done.stdout.split("\n") if line.startswith("A-")]
    log = read_log(log_path(tmp_path, "A"))

    assert "refused: the disk refused: File too large" in done.stdout
    assert log.problems == ()
    assert [e.id for e in log.state.events if e.do == "code"] == said


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="mounting needs Linux")
def test_a_full_disk_is_an_error_and_no_loss(tmp_path: Path) -> None:
    """On a file system without room the write is refused, and nothing acknowledged is lost."""
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=32k", "none", str(small)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("this user may not mount a small file system")
    try:
        done = _run(
            """
            try:
                code_on(1)
            except CodingError as error:
                print('refused:', error.problem)
            """,
            small,
        )
        said = [line for line in done.stdout.split("\n") if line.startswith("A-")]
        log = read_log(log_path(small, "A"))

        assert "refused: the disk refused: No space left" in done.stdout
        assert log.problems == ()
        assert [e.id for e in log.state.events if e.do == "code"] == said
        assert len(said) > 10
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_two_processes_are_never_mixed(tmp_path: Path) -> None:
    """While one process has a log, another is refused; when it is gone, the other may."""
    path = os.pathsep.join([str(Path(__file__).parents[1]), *sys.path])
    program = """
for _ in range(2):
    try:
        with build.writer(folder, book=book) as log:
            print(code_span(log, build.unit_place(2), 'helping').id, flush=True)
    except CodingError as error:
        print(error.problem, flush=True)
    sys.stdin.readline()
"""
    with subprocess.Popen(
        [sys.executable, "-c", CHILD + program, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        with build.writer(tmp_path, book=build.codebook(tmp_path)) as log:
            code_span(log, build.unit_place(1), "waiting")
            assert "the log of coder A is in use" in other.stdout.readline()
            code_span(log, build.unit_place(3), "helping")
        other.stdin.write("now\n")
        other.stdin.flush()
        assert other.stdout.readline().strip() == "A-000004"
        other.stdin.close()
    assert read_log(log.path).problems == ()


def test_many_processes_at_once_are_serialised(tmp_path: Path) -> None:
    """Eight processes that try until they may write leave one unbroken chain with all they said."""
    done = _run(
        """
        from coding.errors import BusyError
        children = []
        for number in range(8):
            child = os.fork()
            if child == 0:
                written = 0
                while written < 5:
                    try:
                        with build.writer(folder, book=book) as log:
                            place = span_of('x' * 999, 'D1', number * 10 + written, 999)
                            os.write(1, (code_span(log, place, 'waiting').id + '\\n').encode())
                            written += 1
                    except BusyError:
                        time.sleep(0.001)
                os._exit(0)
            children.append(child)
        for child in children:
            assert os.waitpid(child, 0)[1] == 0
        """,
        tmp_path,
    )
    log = read_log(log_path(tmp_path, "A"))

    assert log.problems == ()
    assert sorted(done.stdout.split()) == [e.id for e in log.state.events if e.do == "code"]
    assert len(done.stdout.split()) == 40
