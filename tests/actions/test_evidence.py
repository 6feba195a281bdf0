"""Evidence: drawn anew, kept for its member, gone with them."""

from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin
from tests import world
from tests.world import NOW, TOWN

from enishi.actions import links, operations, photos, queries
from enishi.activities.operations import UnknownActivity
from enishi.membership import operations as membership
from enishi.membership.operations import NeedsGuardian

pytestmark = pytest.mark.django_db
TOKYO = 0x8825  # the EXIF tag of where a picture was taken
ORIENTATION = 0x0112


def a_picture(form="JPEG", size=(64, 48), mode="RGB", **more):
    written = BytesIO()
    colour = (200, 40, 20, 128) if mode == "RGBA" else 128 if mode in "L1" else (200, 40, 20)
    Image.new(mode, size, colour).save(written, form, **more)
    return written.getvalue()


def a_telling_picture():
    """A JPEG that says where, when and with what it was taken, and lies on its side."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[0x010F] = "Camera Maker"
    exif[0x9003] = "2026:06:06 10:00:00"
    exif.get_ifd(TOKYO)[2] = (35.0, 40.0, 0.0)
    return a_picture(size=(64, 48), exif=exif, comment=b"secret words")


@pytest.fixture
def done(five):
    member_id = world.a_member()
    done = operations.do(member_id=member_id, action_id=five["post"], at=NOW)
    return member_id, done.key


def attach(member_id, key, **more):
    operations.attach(member_id=member_id, key=key, at=NOW, **more)


def of(key):
    return queries.evidence_of([key])[key]


def test_a_photo_keeps_only_what_is_seen(done):
    member_id, key = done
    attach(member_id, key, photo=a_telling_picture())
    name = of(key).photo
    kept = queries.photo_bytes(name)
    with Image.open(BytesIO(kept)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (48, 64))
        assert dict(picture.getexif()) == {}
        assert "exif" not in picture.info
        assert "comment" not in picture.info
    assert b"Camera" not in kept
    assert b"secret" not in kept
    assert queries.photo_path(name).stat().st_mode & 0o077 == 0
    assert queries.photo(name).member_id == member_id


def test_a_large_photo_becomes_small():
    with Image.open(BytesIO(photos.redraw(a_picture(size=(4000, 3000))))) as picture:
        assert picture.size == (1600, 1200)


@pytest.mark.parametrize(
    ("form", "mode"),
    [("PNG", "RGBA"), ("PNG", "1"), ("WEBP", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK")],
)
def test_pictures_of_the_three_kinds_become_plain_colours(form, mode):
    given = a_picture(form, mode="RGB") if mode == "CMYK" else a_picture(form, mode=mode)
    if mode == "CMYK":
        written = BytesIO()
        Image.open(BytesIO(given)).convert("CMYK").save(written, form)
        given = written.getvalue()
    with Image.open(BytesIO(photos.redraw(given))) as picture:
        assert (picture.format, picture.mode) == ("JPEG", "RGB")


def a_bomb():
    """A PNG of a few bytes that says it is 60,000 by 60,000 dots."""
    small = bytearray(a_picture("PNG", size=(1, 1)))
    small[16:24] = (60_000).to_bytes(4, "big") * 2
    return bytes(small)


def a_wordy_picture():
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "where I live")
    return a_picture("PNG", pnginfo=told)


def test_words_in_a_png_are_gone():
    assert b"where I live" in a_wordy_picture()
    assert b"where I live" not in photos.redraw(a_wordy_picture())


@pytest.mark.parametrize(
    "data",
    [
        b"x",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        a_picture("GIF", mode="L"),
        a_picture("BMP"),
        a_picture()[:400],
        a_picture("PNG")[:60],
        a_picture("WEBP")[:40],
        b"\xff\xd8\xff" + b"<script>alert(1)</script>" * 9,
    ],
)
def test_what_is_no_picture_of_ours_is_refused_and_leaves_no_file(done, data, tmp_path):
    member_id, key = done
    with pytest.raises(photos.PhotoIsUnreadable):
        attach(member_id, key, photo=data)
    assert queries.evidence_of([key]) == {}
    assert not list(tmp_path.rglob("*.jpg"))


def test_a_picture_that_would_burst_is_refused():
    with pytest.raises(photos.PhotoIsUnreadable):
        photos.redraw(a_bomb())
    with pytest.raises(photos.PhotoIsTooLarge):
        photos.redraw(a_picture("PNG", size=(10_000, 5_001), mode="1"))
    with pytest.raises(photos.PhotoIsTooLarge):
        photos.redraw(b"\0" * (photos.BYTES_MAX + 1))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://example.jp/p/1?a=b#c", "https://example.jp/p/1?a=b#c"),
        (" example.jp/p ", "https://example.jp/p"),
        ("https://縁ヶ浦.jp/港", "https://縁ヶ浦.jp/港"),
        ("", ""),
    ],
)
def test_a_link_is_kept_as_typed(typed, kept):
    assert links.tidy(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "javascript://example.jp/%0aalert(1)",
        "file:///etc/passwd",
        "https://user@example.jp/",
        "https://example.jp:22/",
        "https://example.jp:99999/",
        "https://",
        "https://[::1",
        "localhost",
        "https://exa mple.jp",
        "https://example.jp/\n",
        "https://example.jp/\x00x",
        "https://example.jp/" + "a" * 500,
    ],
)
def test_what_is_no_page_of_the_open_net_is_refused(done, typed):
    member_id, key = done
    if typed.strip() == typed:
        with pytest.raises(links.BadLink):
            attach(member_id, key, link=typed)
        assert queries.evidence_of([key]) == {}
    else:
        assert links.tidy(typed) == typed.strip()


def test_the_young_add_a_photo_with_a_guardians_word_only(done, tmp_path):
    member_id, key = done
    membership.set_attributes(member_id=member_id, birth_year=NOW.year - 12, at=NOW)
    with pytest.raises(NeedsGuardian):
        attach(member_id, key, photo=a_picture())
    assert not list(tmp_path.rglob("*.jpg"))
    attach(member_id, key, link="example.jp/1")
    assert of(key).photo is None


def test_nothing_is_nothing(done):
    member_id, key = done
    with pytest.raises(operations.NothingAdded):
        attach(member_id, key, link="  ", photo=b"")


def test_a_new_photo_takes_the_place_of_the_old_and_a_link_stays(
    done, django_capture_on_commit_callbacks
):
    member_id, key = done
    attach(member_id, key, photo=a_picture(), link="example.jp/1")
    old = of(key).photo
    with django_capture_on_commit_callbacks(execute=True):
        attach(member_id, key, photo=a_picture(size=(10, 10)))
    assert of(key).photo != old
    assert of(key).link == "https://example.jp/1"
    assert not queries.photo_path(old).exists()
    with pytest.raises(queries.UnknownPhoto):
        queries.photo(old)
    with pytest.raises(queries.UnknownPhoto):
        queries.photo_bytes(old)


def test_nobody_adds_to_anothers_record_or_to_one_taken_back(done, tmp_path):
    member_id, key = done
    with pytest.raises(UnknownActivity):
        attach(world.a_member(), key, photo=a_picture())
    with pytest.raises(UnknownActivity):
        attach(member_id, "check-in:A:B", link="example.jp")
    operations.undo(member_id=member_id, key=key, at=NOW)
    with pytest.raises(UnknownActivity):
        attach(member_id, key, photo=a_picture())
    assert not list(tmp_path.rglob("*.jpg"))


def test_an_undo_takes_what_was_added_with_it(done, django_capture_on_commit_callbacks):
    member_id, key = done
    attach(member_id, key, photo=a_picture())
    path = queries.photo_path(of(key).photo)
    with django_capture_on_commit_callbacks(execute=True):
        operations.undo(member_id=member_id, key=key, at=NOW)
    assert queries.evidence_of([key]) == {}
    assert not path.exists()


def test_forgetting_a_member_leaves_no_row_and_no_file(
    done, tmp_path, django_capture_on_commit_callbacks
):
    member_id, key = done
    attach(member_id, key, photo=a_picture(), link="example.jp/1")
    operations.make_team(region_code=TOWN, title="あかり隊", code="888002", at=NOW)
    operations.join(member_id=member_id, code="888002", at=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        assert operations.forget(member_id=member_id) == 2
    assert queries.evidence_of_member(member_id) == []
    assert queries.teams_of(member_id) == []
    assert not list(tmp_path.rglob("*.jpg"))
