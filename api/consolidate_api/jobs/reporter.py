"""What a child process tells of its run while it works."""

from __future__ import annotations

import os
import threading
import time
from typing import BinaryIO

from consolidate.solve.limits import Progress
from consolidate.study.effort import Stage as StudyStage
from consolidate_api.jobs.letters import News, Stage, written

NEWS_SECONDS = 1.0


class Reporter:
    """Tells how far the run has come, at most once a second, so that a quick run of better plans holds nobody up."""

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink
        self._began = time.monotonic()
        self._newest: Progress | StudyStage | None = None
        self._told: Progress | StudyStage | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._tell_all, daemon=True)
        self._thread.start()

    def hear(self, progress: Progress) -> None:
        """Take in how far the search for a plan has come; this never waits."""
        self._newest = progress

    def hear_stage(self, stage: StudyStage) -> None:
        """Take in how far a study has come; this never waits."""
        self._newest = stage

    def end(self, last: News) -> None:
        """Tell the last of it."""
        self._ended.set()
        self._thread.join()
        self._send(last)

    def _tell_all(self) -> None:
        while not self._ended.wait(NEWS_SECONDS):
            newest = self._newest
            if newest is not None and newest is not self._told:
                self._send(self._news(newest))
                self._told = newest

    def _news(self, newest: Progress | StudyStage) -> News:
        if isinstance(newest, StudyStage):
            stage = Stage(text=newest.text, done=newest.done, of=newest.of)
            return News(seconds=time.monotonic() - self._began, stage=stage)
        told = self._told.plan if isinstance(self._told, Progress) else None
        new = newest.plan is not None and newest.plan is not told
        return News(
            seconds=newest.seconds,
            best=newest.best,
            bound=newest.bound,
            found_by=newest.found_by,
            decisions=written(newest.plan) if new and newest.plan is not None else None,
        )

    def _send(self, news: News) -> None:
        try:
            self._sink.write(news.line())
            self._sink.flush()
        except BrokenPipeError:  # nobody listens any more
            os._exit(0)
