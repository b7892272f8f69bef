"""The fields of those who choose their counterparts: preferred industries and regions."""

from collections.abc import Mapping
from typing import Any

from zczr.domain.reference import industries, regions
from zczr.partials.posting_fields import PostingFields
from zczr.web import forms

HOME_PROVINCE = "440000"
"""The platform serves the Pearl River Delta: its cities are offered one by one, elsewhere whole provinces."""


class PreferenceFields(PostingFields):
    """A posting with preferences; none stated means none."""

    preferred_industries = forms.several("偏好行业", ())
    preferred_cities = forms.several("偏好地区（广东省内城市）", ())
    preferred_provinces = forms.several("偏好地区（全国省份）", ())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.preferred_industries.choices = [(each.code, each.name) for each in industries.sections()]
        self.preferred_cities.choices = [(each.code, each.name) for each in regions.cities(HOME_PROVINCE)]
        self.preferred_provinces.choices = [(each.code, each.name) for each in regions.provinces()]

    @property
    def prefers(self) -> bool:
        """Whether a preference of place or trade was stated, or is wrong."""
        fields = (self.preferred_industries, self.preferred_cities, self.preferred_provinces)
        return any(field.data or field.errors for field in fields)

    def preferences(self) -> dict[str, tuple[str, ...]]:
        """What was preferred, as the terms name it."""
        return {
            "preferred_industries": tuple(self.preferred_industries.data or ()),
            "preferred_regions": (*(self.preferred_cities.data or ()), *(self.preferred_provinces.data or ())),
        }

    @classmethod
    def values_of(cls, terms: Mapping[str, Any]) -> dict[str, Any]:
        """Regions lie in two fields."""
        places = list(terms["preferred_regions"])
        return {
            **terms,
            "preferred_industries": list(terms["preferred_industries"]),
            "preferred_cities": [code for code in places if not code.endswith("0000")],
            "preferred_provinces": [code for code in places if code.endswith("0000")],
        }
