"""The words for kinds of data, for what staff looked at them for, and for what stays."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from enishi.web.design import kinship

SECTIONS: Mapping[str, tuple[str, str]] = {
    "person": (
        _("あなたについて（お呼びする名前、年代、お住まいの町など）"),
        _("ご自分で書いたことだけです。名前は、ごあいさつに使います。"),
    ),
    "contacts": (_("電話番号・メールアドレス"), _("機種を変えても、会員証を戻せるように。")),
    "sign_in": (_("ログインの方法（パスキー、LINEなど）"), _("あなただと確かめるために。")),
    "devices": (_("会員証が入っているスマホ"), _("なくしたスマホを、終わりにできるように。")),
    "cards": (_("会員証の番号"), _("受付やお店で、会員証を読み取るために。")),
    "consents": (_("同意の記録"), _("いつ、どの文面に同意したかを、あとから確かめるために。")),
    "family": (_("代理の人・保護者の同意"), _("ご家族が代わりに使えるように。")),
    "activities": (
        _("参加や活動の記録"),
        _("コインやポイントをお渡しし、町が人数を数えるために。"),
    ),
    "purchases": (
        _("お店でのお買い物（金額と、使った・ついたポイント）"),
        _("返品や精算を、正しくするために。お店には、そのお店の分だけが見えます。"),
    ),
    "answers": (_("アンケートの答え"), _("町が、満足度や過ごし方を知るために。")),
    "sign_ups": (_("催しの申し込み"), _("席を取っておくために。")),
    "vouchers": (_("特典との引き換え"), _("特典を、一度だけ、確かにお渡しするために。")),
    "partners": (
        _("提携先とつないだことと、届いた記録"),
        _("同意のあるぶんだけを、あなたの記録にするために。"),
    ),
    "supports": (
        _("応援会費と県民証"),
        _("応援してくださる方に、お礼と領収書をお渡しするために。"),
    ),
    "given": (
        _("あなたの利用から、企業が寄附したぶん"),
        _("企業の寄附を、1円まで正しく数えるために。"),
    ),
    "votes": (
        _("投票したこと（何に入れたかは、わかりません）"),
        _("ひとり1票を、まもるために。"),
    ),
    "movements": (_("コインとポイントの動き"), _("残高と帳簿を、正しくたもつために。")),
    "messages": (_("お送りしたお知らせ"), _("同じお知らせを、二度送らないために。")),
    "looks": (_("職員が見た記録"), _("だれが、なぜ見たかを、あなたが確かめられるように。")),
}
CONSENTS: Mapping[str, str] = {
    "terms": _("利用のきまり"),
    "privacy": _("個人情報の扱い"),
    "statistics": _("統計に使うこと"),
    "messages": _("お知らせを受け取ること"),
}
ROLES: Mapping[str, str] = {
    "operator": _("しくみの管理者"),
    "admin": _("町の管理者"),
    "staff": _("町の職員"),
    "analyst": _("町の分析担当"),
    "organiser": _("催しの担当"),
    "auditor": _("監査の担当"),
    "proxy": _("代理の人"),
}
PURPOSES: Mapping[str, str] = {
    "reception": _("受付で、参加を記録するため"),
    "card": _("会員証の発行や再発行のため"),
    "doubt": _("記録が正しいかを確かめるため"),
    "honour": _("お礼の案内を送るため"),
    "evidence": _("写真やリンクを確かめるため"),
    "rights": _("あなたのお申し出に答えるため"),
    "balance": _("残高をお知らせするため"),
    "family": _("ご家族の手続きのため"),
    "voucher": _("特典をお渡しするため"),
    "acting": _("あなたの代わりに手続きするため"),
    "shops:consent": _("お店をまたいだお買い物を見るため（ご本人の同意）"),
    "shops:delegation": _("お店をまたいだお買い物を見るため（町からの委託）"),
    "shops:joint": _("お店をまたいだお買い物を見るため（共同利用）"),
    "shops:law": _("お店をまたいだお買い物を見るため（法令にもとづく求め）"),
}
KEPT: Mapping[str, tuple[str, str]] = {
    "settlement": (
        _("コインとポイントの、数と日付（名前なし）"),
        _("お金の帳簿と税の書類として、残す決まりがあります。"),
    ),
    "receipts": (
        _("応援会費の領収書（お名前があります）"),
        _("お金の帳簿として、どなたに領収書を出したかを残す決まりがあります。"),
    ),
    "grants": (
        _("国や県への報告に使った、人数と合計（名前なし）"),
        _("補助金が正しく使われたことを、あとから調べられるように。"),
    ),
    "log": (
        _("記録の封（数字のかたまり）"),
        _("書きかえがないことの証です。あなたの分は開けなくなり、だれにも結びつきません。"),
    ),
    "statistics": (
        _("公表した統計"),
        _("人数だけの数字です。公表したあとは変えません。次からは、あなたを数えません。"),
    ),
}


def section(code: str) -> str:
    """Name a kind of data."""
    return gettext(SECTIONS[code][0])


def why(code: str) -> str:
    """Say what a kind of data is kept for."""
    return gettext(SECTIONS[code][1])


def consent(kind: str) -> str:
    """Name what was agreed to."""
    return gettext(CONSENTS.get(kind, kind))


def role(code: str) -> str:
    """Say as what somebody looked."""
    return gettext(ROLES.get(code, _("町の職員")))


def purpose(code: str) -> str:
    """Say what somebody looked for."""
    if code.startswith("acting:"):
        return kinship.done(code)
    return gettext(PURPOSES.get(code, _("お手つだいのため")))


def kept(kind: str) -> tuple[str, str]:
    """Say what stays, and why."""
    what, reason = KEPT[kind]
    return gettext(what), gettext(reason)
