"""What every job is given: arq's own dictionary, with our settings in it."""

from typing import Any

from zczr.settings import Settings

Context = dict[str, Any]


def settings_of(context: Context) -> Settings:
    """The settings the worker was started with."""
    settings = context["settings"]
    assert isinstance(settings, Settings), "the worker puts them there"
    return settings
