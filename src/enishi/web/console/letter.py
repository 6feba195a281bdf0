"""The form in which a town thanks its people, and the letter as they will read it."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from enishi.events import queries as events
from enishi.regions import queries as regions
from enishi.ties import letter as letters
from enishi.ties import operations
from enishi.ties.letter import NewLetter
from enishi.ties.wording import Named
from enishi.web.design import clock
from enishi.web.design.permission import needs

_EVENTS_SHOWN = 20


class LetterForm(forms.Form):
    """A letter of thanks."""

    title = forms.CharField(label=_("題名"), max_length=60)
    text = forms.CharField(
        label=_("本文"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("してくれたことと、町がどう変わったかを、自分の言葉で。"),
    )
    signed = forms.CharField(label=_("差出人"), max_length=60)
    to = forms.ChoiceField(label=_("だれに"))
    title_en = forms.CharField(label=_("題名（英語）"), max_length=60, required=False)
    text_en = forms.CharField(
        label=_("本文（英語）"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    signed_en = forms.CharField(label=_("差出人（英語）"), max_length=60, required=False)

    def offer(self, region_code: str) -> None:
        """Offer everybody, the honoured, and those who came to one of the last events."""
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (letters.ALL, gettext("町とつながった人みんな")),
            (letters.HONOURED, gettext("ご招待を受けた人")),
            *(
                (one.code, gettext("「%(title)s」に来た人") % {"title": one.title})
                for one in events.events_of(region_code)[:_EVENTS_SHOWN]
            ),
        ]

    def letter(self, region_code: str) -> NewLetter:
        """Return what was written."""
        told = self.cleaned_data
        is_event = told["to"] not in {letters.ALL, letters.HONOURED}
        return NewLetter(
            region_code=region_code,
            title=Named(told["title"], told["title_en"]),
            text=Named(told["text"], told["text_en"]),
            signed=Named(told["signed"], told["signed_en"]),
            audience=letters.CAME if is_event else told["to"],
            event=told["to"] if is_event else "",
        )


@needs("event.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, region_code: str) -> HttpResponse:
    """Show the form; first the letter as it will be read, then send it."""
    form = LetterForm(request.POST if request.method == "POST" else None)
    form.offer(region_code)
    page: dict[str, object] = {"region": regions.region(region_code), "form": form, "here": "ties"}
    if form.is_bound and form.is_valid():
        if "send" in request.POST:
            operations.write_letter(letter=form.letter(region_code), at=clock.now())
            return HttpResponseRedirect(reverse("console-ties", args=[region_code]) + "?done=1")
        page["shown"] = form.letter(region_code)
    return render(request, "console/letter.html", page)
