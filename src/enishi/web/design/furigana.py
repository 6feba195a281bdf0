"""Readings above the kanji of a page, for whoever asked for them: SudachiPy, and what we know."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from html.parser import HTMLParser

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from sudachipy import Dictionary, SplitMode, Tokenizer

from enishi.regions import queries as regions
from enishi.web.design import clock, context

# Never inside these: what is no text, what cannot hold a ruby, and what has one already.
CLOSED = {"script", "style", "title", "textarea", "svg", "option", "ruby", "code", "pre"}
VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr", "col", "area", "base", "embed"}
_KANJI = "々〆\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HAS_KANJI = re.compile(f"[{_KANJI}]")
_PARTS = re.compile(f"[{_KANJI}]+|[^{_KANJI}]+")
_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
# Where the dictionary reads our own words otherwise than we mean them: pattern, then reading.
EXCEPTIONS = (
    (r"(?<=の)方(?![法向面角針])", "かた"),
    (r"(?<=[いるた])方(?=[はがもへに、。])", "かた"),
    (r"一度(?!に)", "いちど"),
    (r"一本", "いっぽん"),
    (r"一日(?=一回|に一)", "いちにち"),
    (r"明日", "あした"),
    (r"何(?=も|を|が)", "なに"),
    (r"様(?![々子式])", "さま"),
    (r"(?<=の)間(?=に|は|、)", "あいだ"),
    (r"町(?=立|長|民|役場|内)", "ちょう"),
    (r"上棚田", "かみたなだ"),
    (r"\A縁(?=\s*\Z| Enishi)", "えにし"),
)
_local = threading.local()


@lru_cache(maxsize=1)
def _dictionary() -> Dictionary:
    return Dictionary(dict="small")


def _tokenizer() -> Tokenizer:
    """Return the one of this thread: two threads must not share one."""
    if not hasattr(_local, "tokenizer"):
        _local.tokenizer = _dictionary().tokenizer(mode=SplitMode.C)
    made: Tokenizer = _local.tokenizer
    return made


def hiragana(katakana: str) -> str:
    """Write a reading in hiragana."""
    return katakana.translate(_TO_HIRAGANA)


def ruby(written: str, reading: str) -> str:
    """Put a reading above a word; kana of the word itself stay as they are."""
    parts = _PARTS.findall(written)
    pattern = "".join(
        "(.+?)" if _HAS_KANJI.match(part) else re.escape(hiragana(part)) for part in parts
    )
    found = re.fullmatch(pattern, reading)
    if found is None:
        return f"<ruby>{written}<rt>{reading}</rt></ruby>"
    readings = iter(found.groups())
    return "".join(
        f"<ruby>{part}<rt>{next(readings)}</rt></ruby>" if _HAS_KANJI.match(part) else part
        for part in parts
    )


@lru_cache(maxsize=64)
def _known_words(names: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Return one pattern for names and exceptions, each a group of its own, longest names first."""
    told: dict[str, str] = {}
    patterns = []
    ordered = sorted(names, key=lambda pair: -len(pair[0]))
    words = [*((re.escape(name), kana) for name, kana in ordered), *EXCEPTIONS]
    for number, (pattern, reading) in enumerate(words):
        told[f"w{number}"] = reading
        patterns.append(f"(?P<w{number}>{pattern})")
    return re.compile("|".join(patterns)), told


@lru_cache(maxsize=8192)
def annotated(text: str, names: tuple[tuple[str, str], ...] = ()) -> str:
    """Return a text with readings; known names win, then our exceptions, then the dictionary."""
    if _HAS_KANJI.search(text) is None:
        return text
    pattern, told = _known_words(names)
    made, last = [], 0
    for found in pattern.finditer(text):
        assert found.lastgroup is not None, "every word has its group"
        made.append(_by_dictionary(text[last : found.start()]))
        made.append(f"<ruby>{found.group()}<rt>{told[found.lastgroup]}</rt></ruby>")
        last = found.end()
    made.append(_by_dictionary(text[last:]))
    return "".join(made)


def _by_dictionary(text: str) -> str:
    if _HAS_KANJI.search(text) is None:
        return text
    return "".join(_words(text))


def _words(text: str) -> Iterator[str]:
    for word in _tokenizer().tokenize(text):
        written = word.surface()
        reading = hiragana(word.reading_form())
        is_read = _HAS_KANJI.search(written) and reading and not _HAS_KANJI.search(reading)
        yield ruby(written, reading) if is_read else written


class _Page(HTMLParser):
    """Writes a page again as it was, text nodes with readings."""

    def __init__(self, names: tuple[tuple[str, str], ...]) -> None:
        """Begin outside of everything."""
        super().__init__(convert_charrefs=False)
        self.names = names
        self.made: list[str] = []
        self.closed: list[str] = []  # the open elements from the first closed one on

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.made.append(self.get_starttag_text() or "")
        told = dict(attrs)
        is_foreign = tag != "html" and (told.get("lang") or "ja") != "ja"
        if tag not in VOID and (
            self.closed or tag in CLOSED or is_foreign or told.get("translate") == "no"
        ):
            self.closed.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.made.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self.made.append(f"</{tag}>")
        if tag in self.closed:
            while self.closed.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.made.append(data if self.closed else annotated(data, self.names))

    def handle_entityref(self, name: str) -> None:
        self.made.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.made.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.made.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.made.append(f"<!{decl}>")


def page(text: str, names: tuple[tuple[str, str], ...] = ()) -> str:
    """Return a whole page with readings above its kanji, everything else as it was."""
    parser = _Page(names)
    parser.feed(text)
    parser.close()
    return "".join(parser.made)


@lru_cache(maxsize=2)
def names(minute: datetime) -> tuple[tuple[str, str], ...]:  # noqa: ARG001 - read once a minute
    """Return the regions that take part with their readings."""
    shown = regions.participating()
    return tuple(sorted((one.name, hiragana(one.kana)) for one in shown if one.kana))


class FuriganaMiddleware:
    """Adds readings to members' pages when the reader asked for them, in Japanese only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; annotate what comes back as a page."""
        if request.COOKIES.get(context.FURIGANA_COOKIE) != context.ON:
            return self.get_response(request)
        request.META.pop("HTTP_ACCEPT_ENCODING", None)  # a packed page cannot be read
        answer = self.get_response(request)
        is_page = answer.get("Content-Type", "").startswith("text/html")
        is_japanese = (get_language() or "ja").startswith("ja")
        is_ours = not request.path.startswith(("/console/", "/accounts/"))
        if is_page and is_japanese and is_ours and not answer.streaming:
            known = names(clock.now().replace(second=0, microsecond=0))
            answer.content = page(answer.content.decode(), known).encode()
        return answer
