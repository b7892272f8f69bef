"""Putting jobs on arq's queue: by name and ids, one at a time under the id made of both."""

import asyncio
from typing import Any

import msgspec
from arq import ArqRedis, create_pool
from arq.connections import RedisSettings

serialize = msgspec.msgpack.Encoder(enc_hook=repr).encode
deserialize: Any = msgspec.msgpack.decode


class Queue:
    """The queue; connects on first use, and again after Valkey was away."""

    def __init__(self, redis_url: str) -> None:
        self._settings = RedisSettings.from_dsn(redis_url)
        self._settings.conn_retries = 0
        self._settings.conn_timeout = 2
        self._pool: ArqRedis | None = None
        self._opening = asyncio.Lock()

    async def send(self, job: str, ids: tuple[int, ...]) -> None:
        """Enqueue; the same job about the same rows waits only once."""
        async with self._opening:
            if self._pool is None:
                self._pool = await create_pool(self._settings, job_serializer=serialize, job_deserializer=deserialize)
        await self._pool.enqueue_job(job, *ids, _job_id=":".join((job, *map(str, ids))))

    async def close(self) -> None:
        """Let go of the connections."""
        if self._pool is not None:
            await self._pool.aclose()
