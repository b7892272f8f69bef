"""The `zczr` command line: serve, web, worker, migrate, seed, admin, check."""

import argparse
import asyncio
import getpass
import sys
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

from zczr import db, logs
from zczr.embedded import CannotStart
from zczr.serving import Servers, serve, web
from zczr.settings import Settings, read_settings


def main() -> None:
    """Read the command and run it."""
    parser = argparse.ArgumentParser(prog="zczr", description="智产智融：中小企业融资平台")
    parser.add_argument("--data", type=Path, metavar="目录", help="数据目录（默认：当前目录下的 .zczr）")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")

    command = commands.add_parser("serve", help="启动网站、后台任务和（未配置外部服务器时）内置数据库")
    command.add_argument("--host", help="监听地址（默认 127.0.0.1）")
    command.add_argument("--port", type=int, help="端口（默认 8000）")
    command.add_argument("--demo", action="store_true", help="首次启动时写入演示数据，并显示演示账户")

    command = commands.add_parser("web", help="只启动一个网站进程（用于多进程部署）")
    command.add_argument("--host", help="监听地址")
    command.add_argument("--port", type=int, help="端口")

    command = commands.add_parser("worker", help="只启动后台任务进程")
    command.add_argument("watch", nargs="?", type=int, help=argparse.SUPPRESS)

    commands.add_parser("migrate", help="把数据库升级到最新结构")
    command = commands.add_parser("seed", help="写入演示数据（已有数据时不改动）")
    command.add_argument(
        "--scale", nargs="?", type=int, const=200_000, metavar="家数", help="改为向空数据库写入用于性能测量的大网络"
    )
    commands.add_parser("check", help="检查必须始终成立的数据约束")

    command = commands.add_parser("admin", help="管理员")
    actions = command.add_subparsers(dest="action", required=True, metavar="操作")
    action = actions.add_parser("create", help="新建平台管理员，密码从标准输入读取")
    action.add_argument("email")
    action.add_argument("--name", default="平台管理员")

    arguments = parser.parse_args()
    settings = read_settings()
    if arguments.data is not None:
        settings = replace(settings, data_dir=arguments.data.expanduser().resolve())
    for name in ("host", "port"):
        if getattr(arguments, name, None) is not None:
            settings = replace(settings, **{name: getattr(arguments, name)})
    logs.configure(settings.log_format)
    try:
        sys.exit(_run(arguments, settings))
    except CannotStart as reason:
        sys.exit(str(reason))
    except KeyboardInterrupt:
        sys.exit(130)


def _run(arguments: argparse.Namespace, settings: Settings) -> int:
    match arguments.command:
        case "serve":
            return serve(replace(settings, demo=settings.demo or arguments.demo))
        case "web":
            return web(settings)
        case "worker":
            from zczr.jobs.worker import run_worker

            return run_worker(settings, watch=arguments.watch)
        case "migrate":
            return _with_database(settings, _nothing())
        case "seed":
            if arguments.scale is not None:
                return _with_database(settings, _seed_scale(arguments.scale))
            from zczr.demo.seed import seed

            return _with_database(settings, seed(settings))
        case "check":
            return _with_database(settings, _check())
        case _:
            return _with_database(settings, _create_admin(arguments.email, arguments.name))


def _with_database(settings: Settings, work: Coroutine[Any, Any, int | None]) -> int:
    """Run something with the database there and migrated."""
    from zczr.domain.migrate import migrate

    async def run() -> int:
        await db.open_pool(servers.database_url)
        try:
            await migrate()
            return await work or 0
        finally:
            await db.close_pool()

    with Servers(settings) as servers:
        return asyncio.run(run())


async def _nothing() -> None:
    return None


async def _seed_scale(count: int) -> int:
    from zczr.demo.scale import NotEmpty, seed_scale

    if count < 1:
        print("家数应为正整数。", file=sys.stderr)
        return 1
    try:
        await seed_scale(count)
    except NotEmpty:
        print("数据库里已有单位，请用 --data 指定一个空目录，或换一个空数据库。", file=sys.stderr)
        return 1
    return 0


async def _check() -> int:
    from zczr.domain.invariants import broken

    found = await broken()
    for line in found:
        print(line)
    print("数据约束全部成立。" if not found else f"共 {len(found)} 处不成立。")
    return 1 if found else 0


async def _create_admin(email: str, name: str) -> int:
    from zczr.domain.accounts.commands import create_admin
    from zczr.domain.refusals import RuleBroken

    password = getpass.getpass("密码：") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if len(password) < 8:
        print("密码至少 8 个字符。", file=sys.stderr)
        return 1
    try:
        await create_admin(email=email, password=password, name=name)
    except RuleBroken as refusal:
        print(refusal.sentence, file=sys.stderr)
        return 1
    print(f"已创建管理员 {email}，登录地址 /admin/login")
    return 0


if __name__ == "__main__":
    main()
