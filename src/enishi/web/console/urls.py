"""The map of the staff's pages, top to bottom."""

from __future__ import annotations

from django.urls import path

from enishi.web.console import (
    account,
    action_form,
    actions,
    afterwards,
    assembly,
    card_holder,
    cards,
    chooser,
    codes,
    compare,
    events,
    exact,
    family,
    files,
    hometown_tax,
    honours,
    how_often,
    how_sure,
    journal,
    lapse,
    letter,
    new_event,
    notes,
    outside,
    papers,
    per_thousand,
    points,
    portrait,
    poster,
    priorities,
    programme,
    reception,
    report,
    rights,
    room_to_grow,
    satisfaction,
    screen,
    second_look,
    similar,
    spending,
    steps,
    team_form,
    ties,
    together,
    towns,
    what,
    when,
    where_from,
    who,
    why_high,
    wording,
)

urlpatterns = [
    path("", chooser.chooser, name="console"),
    path("<slug:region_code>/", chooser.first, name="console-region"),
    path("<slug:region_code>/events/", events.listing, name="console-events"),
    path("<slug:region_code>/events/new", new_event.new, name="console-new-event"),
    path("<slug:region_code>/events/<slug:event_code>/", events.event, name="console-event"),
    path(
        "<slug:region_code>/events/<slug:event_code>/poster", poster.poster, name="console-poster"
    ),
    *(
        path(
            f"<slug:region_code>/events/<slug:event_code>/{template}.pdf",
            papers.paper,
            {"template": template},
            name=f"console-{template}-pdf",
        )
        for template in ("poster", "table", "slide")
    ),
    path(
        "<slug:region_code>/events/<slug:event_code>/new-code", events.renew, name="console-renew"
    ),
    path("<slug:region_code>/events/<slug:event_code>/close", events.close, name="console-close"),
    path(
        "<slug:region_code>/events/<slug:event_code>/reception",
        reception.reception,
        name="console-reception",
    ),
    path(
        "<slug:region_code>/events/<slug:event_code>/reception/undo",
        reception.undo,
        name="console-reception-undo",
    ),
    path("<slug:region_code>/cards/", cards.cards, name="console-cards"),
    path("<slug:region_code>/cards/make", cards.make, name="console-make-cards"),
    path("<slug:region_code>/cards/notices.pdf", cards.notices, name="console-notices-pdf"),
    path("<slug:region_code>/cards/notices/told", cards.told, name="console-notices-told"),
    path("<slug:region_code>/cards/holder", card_holder.holder, name="console-card-holder"),
    path("<slug:region_code>/cards/donate", card_holder.donate, name="console-card-donate"),
    path("<slug:region_code>/cards/reissue", card_holder.reissue, name="console-card-reissue"),
    path("<slug:region_code>/cards/untie", card_holder.untie, name="console-card-untie"),
    path("<slug:region_code>/cards/<uuid:sheet>.pdf", cards.sheet, name="console-cards-pdf"),
    path("<slug:region_code>/cards/<uuid:sheet>/void", cards.void, name="console-cards-void"),
    path(
        "<slug:region_code>/events/<slug:event_code>/how-sure",
        how_sure.how_sure,
        name="console-how-sure",
    ),
    path(
        "<slug:region_code>/events/<slug:event_code>/screen",
        screen.screen,
        name="console-screen",
    ),
    path(
        "<slug:region_code>/events/<slug:event_code>/screen/code",
        screen.code,
        name="console-screen-code",
    ),
    path("<slug:region_code>/second-look/", second_look.second_look, name="console-second-look"),
    path("<slug:region_code>/second-look/<int:seq>", second_look.one_record, name="console-record"),
    path(
        "<slug:region_code>/second-look/<int:seq>/decide",
        second_look.decide,
        name="console-decide",
    ),
    path(
        "<slug:region_code>/second-look/<uuid:member_id>/<slug:kind>",
        second_look.one_member,
        name="console-many",
    ),
    path(
        "<slug:region_code>/second-look/<uuid:member_id>/<slug:kind>/in-order",
        second_look.in_order,
        name="console-in-order",
    ),
    path("<slug:region_code>/actions/", actions.actions, name="console-actions"),
    path("<slug:region_code>/actions/start", actions.start, name="console-start-actions"),
    path("<slug:region_code>/actions/new", action_form.new, name="console-new-action"),
    path("<slug:region_code>/actions/allowance", actions.allowance, name="console-allowance"),
    path("<slug:region_code>/actions/<int:action_id>/", action_form.change, name="console-action"),
    path(
        "<slug:region_code>/actions/<int:action_id>/switch",
        actions.switch,
        name="console-switch-action",
    ),
    path("<slug:region_code>/actions/photos/<uuid:photo>", actions.photo, name="console-photo"),
    path("<slug:region_code>/teams/new", team_form.new, name="console-new-team"),
    path(
        "<slug:region_code>/teams/<int:team_id>/note", actions.team_note, name="console-team-note"
    ),
    path(
        "<slug:region_code>/teams/<int:team_id>/close",
        actions.close_team,
        name="console-close-team",
    ),
    path("<slug:region_code>/family/", family.family, name="console-family"),
    path("<slug:region_code>/family/act", family.let_act, name="console-family-act"),
    path("<slug:region_code>/family/end", family.end, name="console-family-end"),
    path("<slug:region_code>/family/guardian", family.guardian, name="console-family-guardian"),
    path("<slug:region_code>/rights/", rights.rights, name="console-rights"),
    path("<slug:region_code>/rights/found", rights.found, name="console-rights-found"),
    path("<slug:region_code>/rights/file", rights.hand_over, name="console-rights-file"),
    path("<slug:region_code>/rights/erase", rights.erase, name="console-rights-erase"),
    path("<slug:region_code>/programme/", programme.programme, name="console-programme"),
    path("<slug:region_code>/programme/start", programme.start, name="console-start-programme"),
    path("<slug:region_code>/programme/lapse", lapse.lapse, name="console-lapse"),
    path(
        "<slug:region_code>/programme/<int:rule_id>/switch",
        programme.switch,
        name="console-switch-rule",
    ),
    path("<slug:region_code>/points/", points.points, name="console-points"),
    path("<slug:region_code>/points/use", points.use, name="console-fund-use"),
    path("<slug:region_code>/points/account", account.account, name="console-account"),
    path("<slug:region_code>/points/codes", codes.codes, name="console-codes"),
    path("<slug:region_code>/points/codes/change", codes.change, name="console-change-code"),
    path("<slug:region_code>/points/journal", journal.journal, name="console-journal"),
    path("<slug:region_code>/ties/", ties.ties, name="console-ties"),
    path("<slug:region_code>/ties/wording", wording.wording, name="console-wording"),
    path("<slug:region_code>/ties/letter", letter.letter, name="console-letter"),
    path("<slug:region_code>/ties/honours/new", honours.new, name="console-new-honour"),
    path("<slug:region_code>/ties/honours/<int:honour_id>", honours.honour, name="console-honour"),
    path(
        "<slug:region_code>/ties/invitations/<int:invitation_id>",
        honours.invitation,
        name="console-invitation",
    ),
    path("<slug:region_code>/portrait/", portrait.portrait, name="portrait"),
    path("<slug:region_code>/where-from/", where_from.where_from, name="console-where-from"),
    path("<slug:region_code>/who/", who.who, name="console-who"),
    path("<slug:region_code>/what/", what.what, name="console-what"),
    path("<slug:region_code>/when/", when.when, name="console-when"),
    path("<slug:region_code>/how-often/", how_often.how_often, name="console-how-often"),
    path(
        "<slug:region_code>/satisfaction/", satisfaction.satisfaction, name="console-satisfaction"
    ),
    path("<slug:region_code>/steps/", steps.steps, name="console-steps"),
    path("<slug:region_code>/spending/", spending.spending, name="console-spending"),
    path("<slug:region_code>/afterwards/", afterwards.afterwards, name="console-afterwards"),
    path("<slug:region_code>/priorities/", priorities.priorities, name="console-priorities"),
    path("<slug:region_code>/compare/", compare.compare, name="console-compare"),
    path(
        "<slug:region_code>/room-to-grow/", room_to_grow.room_to_grow, name="console-room-to-grow"
    ),
    path("<slug:region_code>/why-high/", why_high.why_high, name="console-why-high"),
    path("<slug:region_code>/similar/", similar.similar, name="console-similar"),
    path(
        "<slug:region_code>/per-thousand/", per_thousand.per_thousand, name="console-per-thousand"
    ),
    path(
        "<slug:region_code>/hometown-tax/", hometown_tax.hometown_tax, name="console-hometown-tax"
    ),
    path("<slug:region_code>/outside/", outside.statistics, name="console-outside"),
    path("<slug:region_code>/outside/bring", outside.bring, name="console-outside-bring"),
    path("<slug:region_code>/outside/remove", outside.remove, name="console-outside-remove"),
    path("<slug:region_code>/together/", together.together, name="console-together"),
    path("<slug:region_code>/towns/", towns.towns, name="console-towns"),
    path("<slug:region_code>/notes/", notes.notes, name="console-notes"),
    path("<slug:region_code>/notes/write", notes.write, name="console-note"),
    path("<slug:region_code>/notes/withdraw", notes.withdraw, name="console-note-withdraw"),
    path("<slug:region_code>/notes/bookmark", notes.bookmark, name="console-bookmark"),
    path("<slug:region_code>/notes/drop", notes.drop, name="console-bookmark-drop"),
    *(
        path(
            f"<slug:region_code>/<slug:slug>/{name}.{form}",
            files.file,
            {"form": form},
            name=f"console-{form}",
        )
        for name, form in (
            ("table", "csv"),
            ("table", "json"),
            ("table", "xlsx"),
            ("figure", "svg"),
            ("figure", "png"),
        )
    ),
    path("<slug:region_code>/assembly/", assembly.assembly, name="console-assembly"),
    path("<slug:region_code>/report/", report.report, name="console-report"),
    *(
        path(
            f"<slug:region_code>/report/report.{form}",
            report.file,
            {"form": form},
            name=f"console-report-{form}",
        )
        for form in ("pdf", "pptx")
    ),
    path("<slug:region_code>/exact/", exact.exact, name="console-exact"),
]
