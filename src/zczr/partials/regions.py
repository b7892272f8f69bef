"""省/市/区: three selects, each filled by the one before."""

from dataclasses import dataclass
from typing import Any

import wtforms
from litestar import Request, Response, get

from zczr.domain.permissions import Permission
from zczr.domain.reference import regions
from zczr.web import forms
from zczr.web.respond import fragment

HREF = "/partials/regions/region"


def region_fields() -> tuple[wtforms.SelectField, wtforms.SelectField, wtforms.SelectField]:
    """The three selects, made anew. A form's fields stand in the order in which they were made, those of its base included."""
    return (
        forms.choice("省", (), forms.needed("请选择省份"), blank="省份"),
        forms.choice("市", (), forms.needed("请选择城市"), blank="城市"),
        forms.choice("区", (), forms.needed("请选择区县"), blank="区县"),
    )


class RegionFields(forms.Form):
    """The three selects; their choices follow from what is chosen above."""

    province_code, city_code, district_code = region_fields()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.settle()

    def settle(self) -> None:
        """Offer what belongs to the choices made; drop a city of another province, a district of another city."""
        _offer(self.province_code, regions.provinces())
        _offer(self.city_code, regions.cities(self.province_code.data))
        _offer(self.district_code, regions.districts(self.city_code.data))


def _offer(field: wtforms.SelectField, offered: tuple[regions.Region, ...]) -> None:
    field.choices = [field.choices[0], *((region.code, region.name) for region in offered)]
    # A place that has only one part needs no choosing.
    if len(offered) == 1:
        field.data = offered[0].code
    elif field.data not in {region.code for region in offered}:
        field.data = ""


@dataclass(frozen=True)
class Region:
    """The selects of one form."""

    form: RegionFields
    href: str = HREF


@get(HREF, opt={"permission": Permission.REGISTRATION})
async def region(request: Request[Any, Any, Any]) -> Response[str]:
    """The selects after a choice."""
    form = RegionFields(data={key: str(value) for key, value in request.query_params.items()})
    return fragment(request, "accounts/_region.html", owner="/register/company", region=Region(form))


HANDLERS = [region]
