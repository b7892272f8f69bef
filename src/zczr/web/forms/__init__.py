"""The base of all forms: text in, domain values out, what was typed kept, Chinese sentences at the fields."""

from zczr.web.forms.form import Form, files_of, is_id
from zczr.web.forms.numbers import day, money, rate, share, whole
from zczr.web.forms.rules import NEEDED, at_most, between, email_address, needed, password_rules, same_as
from zczr.web.forms.texts import choice, hidden, line, radio, secret, several, text, yes

__all__ = [
    "NEEDED", "Form", "at_most", "between", "choice", "day", "email_address", "files_of", "hidden", "is_id", "line", "money", "needed",
    "password_rules", "radio", "rate", "same_as", "secret", "several", "share", "text", "whole", "yes",
]  # fmt: skip
