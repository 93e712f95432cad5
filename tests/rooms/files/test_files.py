"""Files through their door: what is kept, what is refused, what lies on disk."""

import io
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from doorstep.files import public as files
from doorstep.files.logic import SUFFIXES, check_content, kind_of, safe_name
from doorstep.files.models import StoredFile
from doorstep.ledger.public import Robot, readings_of, story, verify

AT = datetime(2018, 2, 13, 9, 0, tzinfo=UTC)
BY = Robot("test")
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n" + "赵小芳的户口簿".encode() + b"\n%%EOF"
STARTS = {
    files.Kind.PDF: PDF,
    files.Kind.JPEG: b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
    files.Kind.PNG: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01",
    files.Kind.TIFF: b"II*\x00\x08\x00\x00\x00",
    files.Kind.HEIC: b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00",
}


@pytest.fixture(autouse=True)
def disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


def keep(name="户口簿.pdf", content=PDF, about="case:17", **more):
    return files.store(upload=files.Upload(name, content), about=about, by=BY, at=AT, **more)


def on_disk(disk):
    return [path for path in Path(disk).rglob("*") if path.is_file()]


@pytest.mark.django_db
class TestStore:
    def test_keeps_what_was_handed_in_and_remembers_it_once(self, disk):
        row = keep()

        assert files.file(row.uuid) == row and files.files_about("case:17") == [row]
        assert (row.name, row.kind, row.size) == ("户口簿.pdf", files.Kind.PDF, len(PDF))
        assert [told.what for told in story(f"file:{row.uuid}")] == ["file.stored"]
        assert len(readings_of("case:17")) == 1 and "户口簿" not in str(story(f"file:{row.uuid}"))

    def test_leaves_nothing_readable_on_disk_and_nothing_open_to_others(self, disk):
        keep()
        keep()

        first, second = on_disk(disk)
        for path in (first, second):
            sealed = path.read_bytes()
            assert b"PDF" not in sealed and "赵小芳".encode() not in sealed
            assert path.stat().st_mode & 0o077 == 0
        assert first.read_bytes() != second.read_bytes()  # who sees the disk cannot tell that they are the same

    def test_takes_a_stream(self):
        assert keep(content=io.BytesIO(PDF)).size == len(PDF)

    @pytest.mark.parametrize("content", [b"MZ\x90\x00", b"<html>", b"PK\x03\x04", b"GIF89a", b" %PDF-1.4", b"\xff\xd8"])
    def test_refuses_what_is_no_paper_whatever_it_is_called(self, disk, content):
        with pytest.raises(files.WrongKind) as refusal:
            keep(name="户口簿.pdf", content=content)

        assert refusal.value.params["accepted"] == "HEIC, JPG, PDF, PNG, TIF"
        assert on_disk(disk) == [] and not StoredFile.objects.exists()

    def test_refuses_a_kind_that_is_not_allowed_here(self):
        with pytest.raises(files.WrongKind):
            keep(allowed={files.Kind.JPEG})

    def test_takes_ten_megabytes_and_not_one_byte_more(self):
        largest = PDF.ljust(files.MAX_BYTES, b" ")

        assert keep(content=largest).size == files.MAX_BYTES
        for content in (largest + b" ", io.BytesIO(largest + b" ")):
            with pytest.raises(files.TooLarge) as refusal:
                keep(content=content)
            assert refusal.value.params == {"limit_mb": 10}

    def test_refuses_nothing(self):
        with pytest.raises(files.EmptyFile):
            keep(content=b"")


@pytest.mark.django_db
class TestRead:
    def test_gives_out_what_was_kept_and_remembers_who_read(self):
        row = keep()

        content = files.read(uuid=row.uuid, by=Robot("reader"), at=AT)

        assert content == files.Content("户口簿.pdf", files.Kind.PDF, PDF)
        assert [(told.what, told.account) for told in story(f"file:{row.uuid}")][-1] == ("file.read", "robot:reader")
        assert len(readings_of("case:17")) == 2

    def test_refuses_what_was_changed_exchanged_or_lost_on_disk(self, disk):
        kept, other = keep(), keep(content=PDF + b"other")
        path = Path(disk, *self.parts(kept))
        whole = path.read_bytes()

        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        self.refused(kept)
        path.write_bytes(Path(disk, *self.parts(other)).read_bytes())
        self.refused(kept)
        path.unlink()
        self.refused(kept)

    def test_refuses_the_sealed_content_of_another_file_even_under_its_own_digest(self):
        kept, other = keep(), keep()
        blob = StoredFile.objects.get(uuid=other.uuid).blob
        StoredFile.objects.filter(uuid=other.uuid).update(blob="0" * 64)
        StoredFile.objects.filter(uuid=kept.uuid).update(blob=blob)

        self.refused(kept)

    def test_refuses_a_number_that_no_file_has(self):
        with pytest.raises(files.UnknownFile):
            files.read(uuid=uuid4(), by=BY, at=AT)

    def test_cannot_be_read_under_another_master_key(self, settings):
        kept = keep()
        settings.MASTER_KEY = bytes(32)

        self.refused(kept)

    def refused(self, row):
        with pytest.raises(files.FileDamaged):
            files.read(uuid=row.uuid, by=BY, at=AT)
        assert [told.what for told in story(f"file:{row.uuid}")] == ["file.stored"]

    def parts(self, row):
        blob = StoredFile.objects.get(uuid=row.uuid).blob
        return blob[:2], blob[2:4], blob


@pytest.mark.django_db(transaction=True)
class TestErase:
    def test_destroys_content_and_name_and_keeps_that_it_was_there(self, disk):
        row, other = keep(), keep()

        files.erase(uuid=row.uuid, by=BY, at=AT, reason="撤回同意")

        assert len(on_disk(disk)) == 1 and files.read(uuid=other.uuid, by=BY, at=AT).data == PDF
        assert files.file(row.uuid).name == "" and files.file(row.uuid).erased_at == AT
        with pytest.raises(files.FileErased):
            files.read(uuid=row.uuid, by=BY, at=AT)
        with pytest.raises(files.FileErased):
            files.erase(uuid=row.uuid, by=BY, at=AT, reason="again")
        assert verify().broken is None


@pytest.mark.django_db(transaction=True)
class TestEraseUnclaimed:
    def test_takes_what_nothing_named_and_leaves_the_rest(self, disk):
        mine, named, fresh, other = (
            keep(about=one) for one in ("upload:post:7", "upload:post:7", "upload:post:8", "x")
        )
        files.move(uuids=[named.uuid], source="upload:post:7", about="case:17", by=BY, at=AT)
        StoredFile.objects.filter(uuid=fresh.uuid).update(uploaded_at=AT + timedelta(hours=1))

        later = AT + timedelta(minutes=30)
        assert [files.erase_unclaimed(uploaded_before=later, by=BY, at=later) for _ in range(2)] == [1, 0]

        gone = [one.uuid for one in (mine, named, fresh, other) if files.file(one.uuid).erased_at is not None]
        told = story(f"file:{mine.uuid}")[-1]
        assert gone == [mine.uuid] and (told.what, told.reason) == ("file.erased", "unclaimed")
        with pytest.raises(files.UnknownFile):
            files.move(uuids=[mine.uuid], source="upload:post:7", about="case:17", by=BY, at=AT)


@pytest.mark.django_db(transaction=True)
class TestSweep:
    def test_takes_away_what_a_rollback_left_and_nothing_else(self, disk):
        row = keep()
        with pytest.raises(RuntimeError), transaction.atomic():
            keep()
            raise RuntimeError
        later = datetime.now(UTC) + timedelta(minutes=1)

        assert len(on_disk(disk)) == 2
        assert files.sweep(written_before=later - timedelta(days=1), by=BY, at=AT) == 0
        assert files.sweep(written_before=later, by=BY, at=AT) == 1
        assert files.sweep(written_before=later, by=BY, at=AT) == 0
        assert files.read(uuid=row.uuid, by=BY, at=AT).data == PDF and len(story("files")) == 1


@pytest.mark.once
class TestContent:
    @given(st.binary(max_size=64), st.sampled_from(sorted(files.Kind)))
    def test_is_told_by_its_first_bytes_whatever_follows(self, rest, kind):
        assert check_content(STARTS[kind] + rest, accepted=files.ALL_KINDS) is kind

    @given(st.binary(min_size=1, max_size=200))
    def test_is_taken_only_with_the_start_of_a_known_kind(self, data):
        kind = kind_of(data)
        assert kind is None or data[:2] in {b"%P", b"\xff\xd8", b"\x89P", b"II", b"MM"} or data[4:8] == b"ftyp"


@pytest.mark.once
class TestSafeName:
    @given(st.text(max_size=150), st.sampled_from(sorted(files.Kind)))
    def test_never_leaves_the_folder_nor_hides_and_always_says_what_the_file_is(self, name, kind):
        try:
            safe = safe_name(name, kind)
        except files.BadName:
            return
        assert safe.endswith(SUFFIXES[kind]) and 0 < len(safe) <= 130
        assert Path("/folder", safe).resolve().parent == Path("/folder")
        assert not {unicodedata.category(character) for character in safe} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
        assert not safe.startswith(".") and not set(safe) & set('/\\:*?"<>|\0')
        assert safe_name(safe, kind) == safe

    @pytest.mark.parametrize(
        ("name", "why"),
        [
            ("", "empty"), ("   ", "empty"), ("字" * 121, "length"), ("a\x00.pdf", "character"),
            ("收据\u202egpj.exe", "character"), ("../../etc/passwd", "path"), ("C:\\x.pdf", "path"), ("..", "path"),
            (".htaccess", "hidden"),
        ],
    )  # fmt: skip
    def test_refuses(self, name, why):
        with pytest.raises(files.BadName) as refusal:
            safe_name(name, files.Kind.PDF)

        assert refusal.value.params == {"why": why}

    @pytest.mark.parametrize(
        ("name", "kept"),
        [
            ("IMG_1.JPG", "IMG_1.heic"),
            ("photo.exe", "photo.heic"),
            ("户口簿", "户口簿.heic"),
            ("第1.2批材料", "第1.2批材料.heic"),
        ],
    )
    def test_puts_the_suffix_of_the_content(self, name, kept):
        assert safe_name(name, files.Kind.HEIC) == kept
