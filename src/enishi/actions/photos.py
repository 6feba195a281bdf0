"""A photo that a member adds, drawn anew: no place, no time, no camera, no larger than needed."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from enishi.kit.refusal import Refusal

FORMATS = ("JPEG", "PNG", "WEBP")
BYTES_MAX = 12 * 1024 * 1024
DOTS_MAX = 50_000_000  # of a telephone's best camera; more is a bomb
SIDE_MAX = 1600
_QUALITY = 80


class PhotoIsTooLarge(Refusal):
    """The file or the picture in it is larger than any telephone makes."""

    code = "photo_is_too_large"
    status = 422


class PhotoIsUnreadable(Refusal):
    """The file is no JPEG, PNG or WebP picture, or it is damaged."""

    code = "photo_is_unreadable"
    status = 422


def redraw(data: bytes) -> bytes:
    """Return the picture as a small JPEG that holds nothing but what is seen.

    Raises:
        PhotoIsTooLarge: over 12 MB or over 50 million dots.
        PhotoIsUnreadable: no picture of the three kinds, or a damaged one.
    """
    if len(data) > BYTES_MAX:
        raise PhotoIsTooLarge(bytes=len(data))
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            if picture.width * picture.height > DOTS_MAX:
                raise PhotoIsTooLarge(dots=picture.width * picture.height)
            picture.draft("RGB", (SIDE_MAX, SIDE_MAX))
            seen = ImageOps.exif_transpose(picture)
            seen.thumbnail((SIDE_MAX, SIDE_MAX))
            return _jpeg(_on_white(seen))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError) as error:
        raise PhotoIsUnreadable from error
    except (ValueError, EOFError) as error:  # what Pillow says of damaged chunks
        raise PhotoIsUnreadable from error


def _on_white(picture: Image.Image) -> Image.Image:
    """Lay what is see-through on white paper."""
    if picture.mode == "RGB":
        return picture
    clear = picture.convert("RGBA")
    paper = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(paper, clear).convert("RGB")


def _jpeg(picture: Image.Image) -> bytes:
    """Write only the dots: a picture made anew carries nothing else along."""
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    written = BytesIO()
    bare.save(written, "JPEG", quality=_QUALITY, optimize=True)
    return written.getvalue()
