"""Uploads: taken by their content, shown to those with a right to them, cleaned up when no form came back."""

import asyncio
import hashlib
import io
import os
from datetime import timedelta

import pytest
from papers import ACCEPTED, REFUSED

from cases import make_assessed_request, make_deal, make_filing, make_match, make_upload
from cast import Cast
from domain.accounts.test_registering import in_turn
from makers import make_offer
from visitor import pdf
from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.files import store
from zczr.domain.files.commands import LARGEST, MOST_UNCLAIMED, add, drop_orphans, give, keep, take_away
from zczr.domain.files.queries import StoredFile, file_for, files_of, own_files
from zczr.domain.files.sniff import sniff
from zczr.domain.refusals import NotFound, RuleBroken


@pytest.mark.parametrize("kind", ACCEPTED)
def test_an_accepted_kind_is_known_by_its_content(kind: str) -> None:
    content, media_type, extension = ACCEPTED[kind]
    assert sniff(io.BytesIO(content)) == (media_type, extension)


@pytest.mark.parametrize("kind", REFUSED)
def test_everything_else_is_nothing_we_take(kind: str) -> None:
    assert sniff(io.BytesIO(REFUSED[kind])) is None


async def sent(actor: Actor, name: str = "合同.pdf", content: bytes | None = None, slot: str = "scan") -> StoredFile:
    """A file kept for an actor."""
    return await keep(actor, slot=slot, file_name=name, file=io.BytesIO(pdf() if content is None else content))


async def test_a_file_is_kept_whole_with_its_hash(cast: Cast) -> None:
    kept = await sent(cast.borrower)
    content = store.path_of(kept.storage_key).read_bytes()
    assert (content, kept.bytes) == (pdf(), len(pdf()))
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    assert await file_for(cast.borrower, kept.id) == kept


@pytest.mark.parametrize("kind", REFUSED)
@pytest.mark.parametrize("name", ["合同.pdf", "表格.xlsx"])
async def test_a_name_does_not_make_a_file(cast: Cast, kind: str, name: str) -> None:
    with pytest.raises(RuleBroken, match=name):
        await sent(cast.borrower, name, REFUSED[kind])
    assert await db.fetch_value("SELECT count(*) FROM upload") == 0


@pytest.mark.parametrize("kind", ["pdf", "jpg", "png"])
async def test_a_file_that_broke_off_is_told_so(cast: Cast, kind: str) -> None:
    content, _, extension = ACCEPTED[kind]
    with pytest.raises(RuleBroken, match="不完整"):
        await sent(cast.borrower, f"执照{extension}", content[: len(content) - 8])
    assert await db.fetch_value("SELECT count(*) FROM upload") == 0


async def test_what_follows_the_end_of_a_picture_does_no_harm(cast: Cast) -> None:
    film = ACCEPTED["jpg"][0] + b"\0" * 300_000
    assert (await sent(cast.borrower, "照片.jpg", film)).bytes == len(film)


async def test_the_small_picture_in_the_head_is_not_the_end_of_the_whole(cast: Cast) -> None:
    head = b"\xff\xd8\xff\xe1" + (2 + 20_000).to_bytes(2, "big") + b"Exif\0\0".ljust(19_998, b"\0") + b"\xff\xd9"
    scan = b"\xff\xda\x00\x02" + b"\x11" * 9_000
    with pytest.raises(RuleBroken, match="不完整"):
        await sent(cast.borrower, "照片.jpg", head + scan)
    await sent(cast.borrower, "照片.jpg", head + scan + b"\xff\xd9")


async def test_unclaimed_files_of_an_organization_are_limited(cast: Cast) -> None:
    for _ in range(20):
        kept = await sent(cast.borrower)
        await db.execute("UPDATE upload SET size = $2 WHERE id = $1", kept.id, LARGEST)
    with pytest.raises(RuleBroken, match="附件过多"):
        await sent(cast.borrower)
    await sent(cast.lender)
    await give(cast.borrower, [kept.id], subject_kind="loan_request", subject_id=1)
    await sent(cast.borrower)


@pytest.mark.committed
async def test_of_two_uploads_at_once_the_one_that_would_pass_the_limit_is_refused(cast: Cast) -> None:
    room = MOST_UNCLAIMED - len(pdf())
    await db.execute("UPDATE upload SET size = $2 WHERE id = $1", await make_upload(cast.borrower), room)
    before = stored()
    first, second = await in_turn(lambda: sent(cast.borrower), lambda: sent(cast.borrower))
    assert isinstance(second, RuleBroken)
    assert "附件过多" in second.sentence
    # What was refused after it had been stored lies there no more.
    assert stored() - before == {first.storage_key}
    await sent(cast.lender)


@pytest.mark.committed
async def test_however_many_uploads_come_at_once_the_limit_holds(cast: Cast) -> None:
    room = MOST_UNCLAIMED - 2 * len(pdf())
    await db.execute("UPDATE upload SET size = $2 WHERE id = $1", await make_upload(cast.borrower), room)
    results = await asyncio.gather(*(sent(cast.borrower) for _ in range(6)), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["RuleBroken"] * 4 + ["StoredFile"] * 2
    assert await db.fetch_value("SELECT sum(size) FROM upload") == MOST_UNCLAIMED


def stored() -> set[str]:
    """The keys of all files in the store."""
    return set(store.keys_older_than(timedelta(days=-1)))


@pytest.mark.parametrize(("size", "taken"), [(LARGEST, True), (LARGEST + 1, False)])
async def test_a_file_has_at_most_twenty_megabytes(cast: Cast, size: int, taken: bool) -> None:
    head, end = pdf()[:9], pdf()[9:]
    content = head + b"\n" * (size - len(pdf())) + end
    if taken:
        assert (await sent(cast.borrower, content=content)).bytes == size
    else:
        with pytest.raises(RuleBroken, match="20 MB"):
            await sent(cast.borrower, content=content)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("执照.pdf", "执照.pdf"),
        ("执照.PDF", "执照.PDF"),
        ("执照.exe", "执照.exe.pdf"),
        ("C:\\文件\\执照.pdf", "执照.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("执\x00照\n.pdf", "执照.pdf"),
        ("   ", "文件.pdf"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
    ],
)
async def test_a_name_is_cleaned_and_ends_as_its_content_is(cast: Cast, typed: str, kept: str) -> None:
    assert (await sent(cast.borrower, typed)).name == kept


async def test_a_picture_may_be_called_jpeg(cast: Cast) -> None:
    assert (await sent(cast.borrower, "照片.jpeg", ACCEPTED["jpg"][0])).name == "照片.jpeg"


# Whose they are


async def test_a_subject_has_the_files_it_was_given_and_no_others(cast: Cast) -> None:
    first, second, third = [(await sent(cast.borrower)).id for _ in range(3)]
    await give(cast.borrower, [first, second], subject_kind="loan_request", subject_id=7)
    await give(cast.borrower, [second, third], subject_kind="loan_request", subject_id=7)
    assert [file.id for file in await files_of("loan_request", 7)] == [second, third]
    assert await db.fetch_value("SELECT subject_id FROM upload WHERE id = $1", first) is None


async def test_nobody_takes_files_of_others_or_of_another_subject(cast: Cast) -> None:
    mine, theirs = (await sent(cast.borrower)).id, (await sent(cast.lender)).id
    await give(cast.borrower, [mine], subject_kind="loan_request", subject_id=7)
    await give(cast.borrower, [theirs], subject_kind="loan_request", subject_id=8)
    await give(cast.borrower, [mine], subject_kind="loan_request", subject_id=9)
    assert await files_of("loan_request", 8) == await files_of("loan_request", 9) == ()
    assert [file.id for file in await files_of("loan_request", 7)] == [mine]


async def test_a_form_finds_own_files_of_its_slot_that_are_free_or_its_subjects(cast: Cast) -> None:
    free = (await sent(cast.borrower)).id
    bound = await make_upload(cast.borrower, subject_kind="loan_request", subject_id=7)
    elsewhere = await make_upload(cast.borrower, subject_kind="loan_request", subject_id=8)
    other_slot = await make_upload(cast.borrower, slot="tax")
    theirs = await make_upload(cast.lender)
    found = await own_files(
        cast.borrower,
        [free, bound, elsewhere, other_slot, theirs],
        slot="scan",
        subject_kind="loan_request",
        subject_id=7,
    )
    assert [file.id for file in found] == [free, bound]
    assert await own_files(cast.borrower, [], slot="scan", subject_kind="loan_request", subject_id=7) == ()


async def sees(cast: Cast, upload_id: int) -> set[str]:
    """Who is shown a file."""
    found = set()
    for name in ("borrower", "clerk", "partner", "lender", "stranger", "newcomer", "institution", "reviewer", "admin"):
        try:
            await file_for(getattr(cast, name), upload_id)
        except NotFound:
            continue
        found.add(name)
    return found


OWNERS = {"borrower", "clerk", "admin"}


async def test_a_file_without_a_subject_is_its_owners_alone(cast: Cast) -> None:
    assert await sees(cast, await make_upload(cast.borrower)) == OWNERS


async def test_papers_of_a_registration_are_for_the_admins(cast: Cast) -> None:
    papers = await make_upload(cast.borrower, subject_kind="organization", subject_id=cast.borrower.organization_id)
    await make_deal(cast.borrower, cast.lender, status="approved")
    assert await sees(cast, papers) == OWNERS


async def test_papers_of_a_request_are_shown_to_the_parties_of_its_applications(cast: Cast) -> None:
    request_id = await make_assessed_request(cast.borrower)
    papers = await make_upload(cast.borrower, subject_kind="loan_request", subject_id=request_id)
    assert await sees(cast, papers) == OWNERS
    await make_deal(cast.borrower, cast.lender, request_id=request_id)
    assert await sees(cast, papers) == OWNERS | {"lender"}


async def test_a_verified_institution_reviews_the_papers_of_what_its_offer_matched(cast: Cast) -> None:
    request_id = await make_assessed_request(cast.borrower)
    papers = await make_upload(cast.borrower, subject_kind="loan_request", subject_id=request_id)
    await make_match(request_id, await make_offer(cast.institution))
    await make_match(request_id, await make_offer(cast.partner))
    assert await sees(cast, papers) == OWNERS | {"institution", "reviewer"}
    await db.execute("UPDATE loan_match SET outcome = 'near_miss'")
    assert await sees(cast, papers) == OWNERS


async def test_the_signed_scan_and_the_offers_papers_are_for_both_parties(cast: Cast) -> None:
    application_id = await make_deal(cast.borrower, cast.lender, status="approved_unconfirmed")
    filing_id = await make_filing(application_id, cast.borrower)
    scan = await make_upload(cast.borrower, subject_kind="contract_filing", subject_id=filing_id)
    assert await sees(cast, scan) == OWNERS | {"lender"}
    offer_id = await db.fetch_value("SELECT offer_id FROM application WHERE id = $1", application_id)
    papers = await make_upload(cast.lender, subject_kind="loan_offer", subject_id=offer_id)
    assert await sees(cast, papers) == OWNERS | {"lender"}


async def test_a_file_that_does_not_exist_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound):
        await file_for(cast.admin, 10**9)


# Cleaning up


async def test_what_no_form_claimed_for_a_day_goes_and_what_is_attached_stays(cast: Cast) -> None:
    orphan, attached, fresh = [await sent(cast.borrower) for _ in range(3)]
    await give(cast.borrower, [attached.id], subject_kind="loan_request", subject_id=7)
    await db.execute(
        "UPDATE upload SET created_at = created_at - interval '25 hours' WHERE id = ANY($1)", [orphan.id, attached.id]
    )
    assert await drop_orphans() == 1
    assert await drop_orphans() == 0
    there = {file.id: store.path_of(file.storage_key).is_file() for file in (orphan, attached, fresh)}
    assert there == {orphan.id: False, attached.id: True, fresh.id: True}


@pytest.mark.parametrize(("hours", "orphan"), [(23, False), (25, True)])
async def test_an_upload_has_a_day_to_be_claimed(cast: Cast, hours: int, orphan: bool) -> None:
    file = await sent(cast.borrower)
    clock.travel(timedelta(hours=hours))
    assert await drop_orphans() == int(orphan)
    assert store.path_of(file.storage_key).is_file() is not orphan


@pytest.mark.parametrize("how", ["given others", "taken away"])
async def test_a_file_has_a_day_from_when_it_was_let_go_however_old_it_is(cast: Cast, how: str) -> None:
    old = await sent(cast.borrower)
    subject = {"subject_kind": "loan_request", "subject_id": 7}
    await give(cast.borrower, [old.id], **subject)
    clock.travel(timedelta(hours=72))
    await (give(cast.borrower, [], **subject) if how == "given others" else take_away([old.id], **subject))
    clock.travel(timedelta(hours=72 + 23))
    assert await drop_orphans() == 0
    # Claimed by the form that still shows it, and let go once more: another day.
    await add(cast.borrower, [old.id], **subject)
    await take_away([old.id], **subject)
    clock.travel(timedelta(hours=72 + 23 + 23))
    assert await drop_orphans() == 0
    assert store.path_of(old.storage_key).is_file()
    clock.travel(timedelta(hours=72 + 23 + 25))
    assert await drop_orphans() == 1
    assert not store.path_of(old.storage_key).exists()


async def test_files_without_a_row_and_unfinished_parts_go_after_a_day(cast: Cast) -> None:
    kept, fresh, lost = [await sent(cast.borrower) for _ in range(3)]
    await give(cast.borrower, [kept.id], subject_kind="loan_request", subject_id=7)
    # What a kill between the file and its row leaves, and one in the middle of writing.
    await db.execute("DELETE FROM upload WHERE id = ANY($1)", [fresh.id, lost.id])
    part = store.path_of(lost.storage_key).with_suffix(".part")
    part.write_bytes(b"half")
    for path in (store.path_of(kept.storage_key), store.path_of(lost.storage_key), part):
        os.utime(path, ((clock.now() - timedelta(hours=25)).timestamp(),) * 2)
    await drop_orphans()
    assert store.path_of(kept.storage_key).is_file()
    assert store.path_of(fresh.storage_key).is_file()
    assert not store.path_of(lost.storage_key).exists()
    assert not part.exists()


async def test_a_file_whose_disk_copy_is_gone_already_does_not_stop_the_cleaning(cast: Cast) -> None:
    first, second = [await sent(cast.borrower) for _ in range(2)]
    store.drop(first.storage_key)
    clock.travel(timedelta(hours=25))
    assert await drop_orphans() == 2
    assert not store.path_of(second.storage_key).exists()
