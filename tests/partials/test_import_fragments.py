"""Fragments of 批量导入: alone under their own address they are what the page shows."""

import pytest

from cast import Cast
from import_cases import checked, lines, take, workbook
from lending_cases import sign_in
from partials.test_lending import _same
from visitor import Visitor


@pytest.mark.parametrize(
    ("page", "partial", "element"),
    [
        ("/claims/imports", "/partials/claims/import-list", "import-list"),
        ("/claims/imports/new", "/partials/claims/imports/new/import-form", "import-form"),
    ],
)
async def test_an_empty_fragment_is_the_page_s(
    plain: Visitor, cast: Cast, page: str, partial: str, element: str
) -> None:
    await sign_in(plain, cast.borrower)
    await _same(plain, page, partial, element)


async def test_the_fragments_of_an_import_are_the_page_s(plain: Visitor, cast: Cast) -> None:
    wrong = {number: {"due_on": "昨天"} for number in range(2, 70)}
    ids = [await checked(cast.borrower, workbook(lines(80, wrong))), await checked(cast.borrower, workbook(lines(3)))]
    ids.append(await take(cast.borrower, workbook(lines(4))))
    await sign_in(plain, cast.borrower)
    for import_id in ids:
        path, partial = f"/claims/imports/{import_id}", f"/partials/claims/imports/{import_id}/import-state"
        await _same(plain, path, partial, "import-state")
    await _same(
        plain,
        f"/claims/imports/{ids[0]}?page=2",
        f"/partials/claims/imports/{ids[0]}/import-state?page=2",
        "import-state",
    )
    await _same(plain, "/claims/imports", "/partials/claims/import-list", "import-list")
