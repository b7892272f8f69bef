"""我的业务 as it opens: what waits for the actor, news of partners, the open postings with their best matches, where it stands."""

from typing import Any

from zczr.partials.work import my_business, partner_news, standing_panel, todo_list

HANDLERS: list[Any] = [*todo_list.HANDLERS, *partner_news.HANDLERS, *my_business.HANDLERS, *standing_panel.HANDLERS]
