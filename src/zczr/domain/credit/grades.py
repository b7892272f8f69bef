"""信用等级: what a credit score comes to, for people (product.md section 6)."""

from enum import Enum


class CreditGrade(Enum):
    """A grade, the score it begins at, and its word; from 60 on the risk model counts a score at all (domain.md, F4)."""

    A = (100, "优秀")
    B = (90, "良好")
    C = (75, "一般")
    D = (60, "关注")
    E = (None, "较差")

    @property
    def label(self) -> str:
        """Letter and word: A 优秀."""
        return f"{self.name} {self.value[1]}"


def grade_of(score: int) -> CreditGrade:
    """The grade of a credit score."""
    return next(grade for grade in CreditGrade if grade.value[0] is None or score >= grade.value[0])
