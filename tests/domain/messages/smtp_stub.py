"""A mail server of a few lines: takes every letter, or refuses as long as it is told to."""

import asyncio
import email
import email.message
import email.policy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class MailServer:
    """What arrived, and whether letters are refused."""

    def __init__(self) -> None:
        self.letters: list[email.message.EmailMessage] = []
        self.refusing = False
        self.port = 0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"smtp://127.0.0.1:{self.port}"

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One conversation."""
        writer.write(b"220 stub\r\n")
        while line := await reader.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                writer.write(b"354 go on\r\n")
                body = await reader.readuntil(b"\r\n.\r\n")
                parsed = email.message_from_bytes(body[:-5], policy=email.policy.default)
                assert isinstance(parsed, email.message.EmailMessage)
                self.letters.append(parsed)
                writer.write(b"250 taken\r\n")
            elif word == b"MAIL" and self.refusing:
                writer.write(b"451 not now\r\n")
            elif word == b"QUIT":
                writer.write(b"221 bye\r\n")
                break
            else:
                writer.write(b"250 ok\r\n")
            await writer.drain()
        writer.close()


@asynccontextmanager
async def mail_server() -> AsyncIterator[MailServer]:
    """A server on a free port of this machine."""
    server = MailServer()
    listening = await asyncio.start_server(server.talk, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
