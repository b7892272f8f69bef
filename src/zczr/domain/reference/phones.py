"""Telephone numbers of mainland China: reading what people type, and showing it in the usual grouping."""

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType

_COUNTRY_CODE = 86
_COMPANY_TYPES = frozenset(
    {
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.MOBILE,
        PhoneNumberType.SHARED_COST,  # 400
        PhoneNumberType.TOLL_FREE,  # 800
    }
)
_ALLOWED = re.compile(r"[\d\s+().-]*")
_DASHES = re.compile(r"[‐-―−—_]")
_NAMED_EXTENSION = re.compile(r"(?:转|分机号?|ext\.?|x|#)\s*:?\s*(\d{1,6})$")
_DASHED_EXTENSION = re.compile(r"-\s*(\d{1,6})$")
_COUNTRY_PREFIX = re.compile(r"^\s*(?:\+|00)\s*86[\s-]*")
# Below ten digits a last group behind a dash is part of the number itself, as in 020-3888-8888.
_DIGITS_BEFORE_EXTENSION = 10

MOBILE_MISSING = "请填写手机号。"
MOBILE_WRONG = "请填写中国大陆的 11 位手机号，例如 13800138000。"
COMPANY_MISSING = "请填写公司电话。"
COMPANY_WRONG = "请填写带区号的固定电话、400 电话或手机号，例如 0757-86288888 转 801。"
COMPANY_NO_AREA = "请在号码前加上区号，例如 020-38888888。"


@dataclass(frozen=True, slots=True)
class PhoneCheck:
    """A number in E.164 (an extension behind `;ext=`), or the sentence that says how to right it."""

    number: str = ""
    message: str = ""

    @property
    def is_valid(self) -> bool:
        """Whether a number was understood."""
        return self.message == ""


def check_mobile(text: str) -> PhoneCheck:
    """Read a mobile number of mainland China."""
    typed = _clean(text)
    if not typed:
        return PhoneCheck(message=MOBILE_MISSING)
    number = _parse(typed)
    if number is None or phonenumbers.number_type(number) != PhoneNumberType.MOBILE:
        return PhoneCheck(message=MOBILE_WRONG)
    return PhoneCheck(_e164(number))


def check_company_phone(text: str) -> PhoneCheck:
    """Read a company's number: landline with area code, 400 or 800, mobile, each with an optional extension."""
    typed, extension = _split_extension(_clean(text))
    if not typed:
        return PhoneCheck(message=COMPANY_MISSING)
    number = _parse(typed)
    if number is None or phonenumbers.number_type(number) not in _COMPANY_TYPES:
        without_area = re.fullmatch(r"[2-8]\d{6,7}", re.sub(r"\D", "", typed)) is not None
        return PhoneCheck(message=COMPANY_NO_AREA if without_area else COMPANY_WRONG)
    return PhoneCheck(_e164(number) + (f";ext={extension}" if extension else ""))


def shown(number: str) -> str:
    """A stored number as people write it: 138 0013 8000, 0757-86288888 转 801, 400-820-8820."""
    e164, _, extension = number.partition(";ext=")
    parsed = _parse(e164)
    if parsed is None:
        return number
    national = phonenumbers.national_significant_number(parsed)
    area = phonenumbers.length_of_geographical_area_code(parsed)
    kind = phonenumbers.number_type(parsed)
    if kind == PhoneNumberType.MOBILE:
        text = f"{national[:3]} {national[3:7]} {national[7:]}"
    elif area:
        text = f"0{national[:area]}-{national[area:]}"
    else:
        text = f"{national[:3]}-{national[3:6]}-{national[6:]}"
    return f"{text} 转 {extension}" if extension else text


def _clean(text: str) -> str:
    return _DASHES.sub("-", unicodedata.normalize("NFKC", text)).strip().lower()


def _split_extension(typed: str) -> tuple[str, str]:
    if named := _NAMED_EXTENSION.search(typed):
        return typed[: named.start()].rstrip(" -,"), named[1]
    if dashed := _DASHED_EXTENSION.search(typed):
        before = _COUNTRY_PREFIX.sub("", typed[: dashed.start()])
        if len(re.sub(r"\D", "", before)) >= _DIGITS_BEFORE_EXTENSION:
            return typed[: dashed.start()], dashed[1]
    return typed, ""


def _parse(typed: str) -> PhoneNumber | None:
    # The library would find a number inside a sentence; a field holds a number and nothing else.
    if not _ALLOWED.fullmatch(typed):
        return None
    try:
        number = phonenumbers.parse(typed, "CN")
    except phonenumbers.NumberParseException:
        return None
    if number.country_code != _COUNTRY_CODE or not phonenumbers.is_valid_number(number):
        return None
    return number


def _e164(number: PhoneNumber) -> str:
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
