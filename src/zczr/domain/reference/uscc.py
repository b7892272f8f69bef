"""统一社会信用代码: reading what people type, and making codes for the demo (GB 32100-2015, domain.md section 7)."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from stdnum.cn import uscc as standard

LENGTH = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, k, 31) for k in range(LENGTH - 1))
_REGION = slice(2, 8)
# GB 11714: the check character inside the organization code (positions 9-17).
_ORGANIZATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_SEPARATORS = re.compile(r"[\s\-‐-―·.]+")


class UsccProblem(StrEnum):
    """What is wrong with a code."""

    MISSING = "missing"
    WRONG_LENGTH = "wrong_length"
    WRONG_CHARACTER = "wrong_character"
    WRONG_CHECK = "wrong_check"


@dataclass(frozen=True, slots=True)
class UsccCheck:
    """A code as read (upper case, half-width, no spaces), what is wrong with it and the sentence that says so."""

    code: str
    problem: UsccProblem | None = None
    message: str = ""

    @property
    def is_error(self) -> bool:
        """Whether the code must be corrected before going on."""
        return self.problem not in (None, UsccProblem.WRONG_CHECK)

    @property
    def needs_review(self) -> bool:
        """Whether a person must compare it with the licence: some early real codes fail the check character."""
        return self.problem is UsccProblem.WRONG_CHECK


def check(text: str) -> UsccCheck:
    """Read a credit code as typed and say what, if anything, is wrong with it."""
    code = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()
    if not code:
        return UsccCheck(code, UsccProblem.MISSING, "请填写统一社会信用代码，共 18 位，见营业执照。")
    if len(code) != LENGTH:
        return UsccCheck(
            code,
            UsccProblem.WRONG_LENGTH,
            f"统一社会信用代码共 18 位，现在是 {len(code)} 位，请对照营业执照修改。",
        )
    for position, character in enumerate(code, start=1):
        if character not in ALPHABET:
            return UsccCheck(
                code,
                UsccProblem.WRONG_CHARACTER,
                f"第 {position} 位“{character}”不对：代码只用数字和大写字母，不用 I、O、Z、S、V，请对照营业执照修改。",
            )
    if not code[_REGION].isdigit():
        return UsccCheck(
            code, UsccProblem.WRONG_CHARACTER, "第 3 至 8 位是登记地区，应全部为数字，请对照营业执照修改。"
        )
    if code[-1] != standard.calc_check_digit(code[:-1]):
        return UsccCheck(
            code,
            UsccProblem.WRONG_CHECK,
            "最后一位校验码与前 17 位不符，请再核对一遍；如与营业执照一致，可以继续，由平台人工核实。",
        )
    return UsccCheck(code)


def check_character(first_17: str) -> str:
    """The 18th character for the first 17: weights 3^k mod 31, check (31 - sum mod 31) mod 31."""
    total = sum(ALPHABET.index(c) * weight for c, weight in zip(first_17, _WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def make(registration_authority: str, region: str, serial: str) -> str:
    """A valid code from authority and kind (91 for enterprises), region code and the 8 characters of a serial."""
    total = sum(int(c, 36) * weight for c, weight in zip(serial, _ORGANIZATION_WEIGHTS, strict=True))
    first_17 = f"{registration_authority}{region}{serial}{'0123456789X0'[11 - total % 11]}"
    return first_17 + check_character(first_17)
