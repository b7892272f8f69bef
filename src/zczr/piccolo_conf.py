"""Points Piccolo's migrations at our engine and our one linear history."""

from piccolo.conf.apps import AppRegistry

from zczr.db import DB

APP_REGISTRY = AppRegistry(apps=["zczr.domain.piccolo_app"])

__all__ = ["APP_REGISTRY", "DB"]
