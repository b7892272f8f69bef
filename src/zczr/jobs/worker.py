"""The arq worker: which functions it knows under which names, when the clock calls them, and how it starts and ends.

The row is the truth, the job a nudge (architecture.md section 6): every job may run twice or be killed, and a sweep
finds what a lost one left behind.
"""

import asyncio
import functools
import logging
import os
import signal
import time
from collections.abc import Awaitable, Callable
from typing import Any, cast

import structlog
import uvloop
from arq import Retry, Worker, cron, func
from arq.connections import RedisSettings
from arq.cron import CronJob
from arq.typing import StartupShutdown, WorkerCoroutine
from arq.worker import Function

from zczr import db
from zczr.domain.clock import SHANGHAI
from zczr.domain.files import store
from zczr.domain.migrate import migrate
from zczr.jobs import applications, claims, files, invariants, matching, messages, partners, postings
from zczr.jobs.context import Context
from zczr.jobs.queue import Queue, deserialize, serialize
from zczr.serving import Servers
from zczr.settings import Settings

_log = structlog.get_logger(__name__)

Job = Callable[..., Awaitable[None]]


def _logged(name: str, job: Job, tries: int) -> WorkerCoroutine:
    """The job with a line in the log about how it ended, tried again while tries are left.

    arq itself repeats only what was cancelled or raises Retry, never what failed.
    """

    @functools.wraps(job)
    async def run(context: dict[Any, Any], *ids: int) -> None:
        began = time.monotonic()
        attempt = context.get("job_try", 1)
        try:
            await job(context, *ids)
        except Exception as error:
            again = attempt < tries
            _log.error("job_failed", job=name, ids=ids, attempt=attempt, again=again, exc_info=True)
            if again:
                raise Retry(defer=5 * attempt**2) from error
            raise
        _log.info("job_done", job=name, ids=ids, attempt=attempt, seconds=round(time.monotonic() - began, 3))

    return cast(WorkerCoroutine, run)


def _sent(name: str, job: Job, *, timeout: int, tries: int) -> Function:
    """A job sent after a commit. No result is kept, so that its id is free for the next one at once."""
    return func(_logged(name, job, tries), name=name, timeout=timeout, max_tries=tries, keep_result=0)


def _called(
    name: str,
    job: Job,
    *,
    timeout: int,
    hour: int | None = None,
    minute: int | set[int] | None = None,
    at_start: bool = True,
) -> CronJob:
    """A job the clock calls, on one worker each time; at the start too, as arq does not make up for a tick missed."""
    return cron(
        _logged(name, job, 1),
        name=name,
        hour=hour,
        minute=minute,
        run_at_startup=at_start,
        timeout=timeout,
        max_tries=3,
        keep_result=0,
    )


FUNCTIONS = (
    _sent("messages.deliver", messages.deliver, timeout=60, tries=3),
    _sent("matching.run_request", matching.run_request, timeout=60, tries=3),
    _sent("matching.run_offer", matching.run_offer, timeout=60, tries=3),
    _sent("matching.run_claim", matching.run_claim, timeout=60, tries=3),
    _sent("matching.run_criteria", matching.run_criteria, timeout=60, tries=3),
)

# A killed job is run again when its mark ends, and marks last as long as the longest timeout here and ten seconds more.
CRON = (
    _called("messages.deliver_due", messages.deliver_due, timeout=55),
    # The letter's day ends at 8:00; two minutes later everything told before has committed.
    _called("messages.digest", messages.digest, timeout=300, minute=2),
    _called("applications.expire", applications.expire, timeout=300),
    _called("applications.remind", applications.remind, timeout=300, minute=5),
    _called("claims.lapse_confirmations", claims.lapse_confirmations, timeout=300, minute=7),
    _called("claims.open_quotes", claims.open_quotes, timeout=300, hour=0, minute=3),
    _called("claims.note_sent_notices", claims.note_sent_notices, timeout=55),
    _called("postings.expire", postings.expire, timeout=300, hour=0, minute=1),
    # Yields are of the day: until this is through, orders and filters by yield go by yesterday's.
    _called("claims.reprice", claims.reprice, timeout=1800, hour=0, minute=2),
    _called("claims.saved_filter_notices", claims.saved_filter_notices, timeout=300, minute={0, 10, 20, 30, 40, 50}),
    _called("matching.nightly", matching.nightly, timeout=1800, at_start=False, hour=2, minute=30),
    _called("partners.fill_directory", partners.fill_directory, timeout=600, hour=4, minute=10),
    _called("files.drop_orphans", files.drop_orphans, timeout=300, hour=3, minute=10),
    _called("invariants.check", invariants.check, timeout=300, at_start=False, hour=3, minute=40),
)


def build_worker(settings: Settings, *, database_url: str, redis_url: str, **options: Any) -> Worker:
    """The worker on these servers; the running thread has an event loop already."""

    async def start(context: Context) -> None:
        await db.open_pool(database_url)
        await migrate()
        store.use_folder(settings.uploads_dir)
        context["settings"] = settings
        context["queue"] = queue = Queue(redis_url)
        db.send_jobs_with(queue.send)

    async def end(context: Context) -> None:
        db.send_jobs_with(None)
        if "queue" in context:
            await context["queue"].close()
        await db.close_pool()

    redis_settings = RedisSettings.from_dsn(redis_url)
    redis_settings.conn_retries = 1  # whoever started us starts us again, with a growing delay
    return Worker(
        FUNCTIONS,
        cron_jobs=CRON,
        redis_settings=redis_settings,
        on_startup=cast(StartupShutdown, start),
        on_shutdown=cast(StartupShutdown, end),
        keep_result=0,
        max_jobs=10,
        health_check_interval=60,
        timezone=cast(Any, SHANGHAI),  # any tzinfo serves; the annotation is narrower than the code
        job_serializer=serialize,
        job_deserializer=deserialize,
        **options,
    )


def run_worker(settings: Settings, watch: int | None = None) -> int:
    """Work until told to stop; the exit code: 1 where a server went away, and whoever started us starts us again.

    `watch` is the read end of a pipe whose other end the parent holds: the worker ends when that is gone, even killed.
    """
    _route_arq_logs()
    loop = uvloop.new_event_loop()
    asyncio.set_event_loop(loop)
    with Servers(settings) as servers:
        worker = build_worker(settings, database_url=servers.database_url, redis_url=servers.redis_url)
        if watch is not None:
            loop.add_reader(watch, _parent_gone, loop, watch)
        _log.info("worker_started", functions=len(FUNCTIONS), cron=len(CRON))
        try:
            worker.run()
        except asyncio.CancelledError:
            # Told to stop while a job was noted as done: arq takes the end of that job for its own and leaves its closing.
            loop.run_until_complete(_close(worker))
        except Exception:
            _log.error("worker_failed", exc_info=True)
            return 1
        finally:
            loop.close()
    _log.info("worker_stopped")
    return 0


async def _close(worker: Worker) -> None:
    """What arq left undone: let the notes of finished jobs be written, then close."""
    worker.tasks.clear()
    notes = asyncio.all_tasks() - {cast(asyncio.Task[Any], asyncio.current_task())}
    if notes:
        await asyncio.wait(notes, timeout=5)
    await worker.close()


def _parent_gone(loop: asyncio.AbstractEventLoop, watch: int) -> None:
    loop.remove_reader(watch)
    os.kill(os.getpid(), signal.SIGTERM)


class _IntoStructlog(logging.Handler):
    """arq's own warnings as structured lines; a failed job has its line from us already."""

    def emit(self, record: logging.LogRecord) -> None:
        """Pass a record on."""
        if record.exc_info is None:
            _log.log(record.levelno, "arq", said=record.getMessage())


def _route_arq_logs() -> None:
    logger = logging.getLogger("arq")
    logger.handlers = [_IntoStructlog()]
    logger.setLevel(logging.WARNING)
    logger.propagate = False
