"""Post what a device sold without network, each record once, with the time it happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, Sum

from enishi.kit import periods
from enishi.kit.refusal import Refusal
from enishi.membership import queries as members
from enishi.membership.operations.cards import UnknownCard
from enishi.merchants import operations as merchants
from enishi.merchants.shop import Device
from enishi.sales import models, offline, sale
from enishi.sales.offline import OfflineSale
from enishi.sales.operations.selling import sell_many
from enishi.sales.sale import NewSale, Sold


@transaction.atomic(durable=True)
def keep_device_key(*, shop_code: str, device_id: UUID, jwk: str) -> None:
    """Keep the public key (JWK) of a shop's device, which signs what it sells without network.

    The last one counts: what the one before signed can be posted no longer.

    Raises:
        BadDeviceKey: it is no public key of this kind.
        UnknownDevice: the shop has no such living device.
    """
    offline.public_key(jwk)
    merchants.keep_public_key(shop_code=shop_code, device_id=device_id, public_key=jwk)


class TooManyRecords(Refusal):
    """More records at once than are read; send them in parts."""

    code = "too_many_records"
    status = 422


@transaction.atomic(durable=True)
def post_offline(*, device_id: UUID, records: Sequence[str], at: datetime) -> list[Sold | Refusal]:
    """Post what a device signed without network; answers come in the order of the records.

    A record that is refused leaves the others, and tells why. One that was posted before gets
    its first answer: the device may send all it keeps until it hears of each.

    Raises:
        UnknownDevice: no living device has the id.
        TooManyRecords: more than are read at once.
    """
    if len(records) > offline.RECORDS_MOST:
        raise TooManyRecords(most=offline.RECORDS_MOST)
    device = merchants.lock_device(device_id=device_id)
    answers: dict[int, Sold | Refusal] = {}
    told: dict[int, OfflineSale] = {}
    for index, record in enumerate(records):
        try:
            told[index] = offline.read(record, device.public_key)
        except Refusal as unread:
            answers[index] = unread
    holders = members.card_holders({one.card for one in told.values()})
    queue = _Queue(device, told.values(), at)
    fresh: dict[int, NewSale] = {}
    for index, one in told.items():
        member_id = holders.get(one.card)
        refused = UnknownCard(number=one.number) if member_id is None else queue.refusal(one)
        if refused is not None or member_id is None:
            answers[index] = refused or UnknownCard(number=one.number)
        else:
            fresh[index] = queue.sale(one, member_id)
    done = sell_many(list(fresh.values()))
    answers |= dict(zip(fresh, done, strict=True))
    return [answers[index] for index in range(len(records))]


class _Queue:
    """What a phone sold without network: posted before, and on which day how much.

    It counts its records under a key of its own, which stays when it is enrolled anew: the same
    record is the same sale then, and a day's bound does not begin again.
    """

    def __init__(self, device: Device, told: Iterable[OfflineSale], at: datetime) -> None:
        """Read what stands of these records and days."""
        self.device, self.at = device, at
        found = list(told)
        self.signer = offline.signer(device.public_key) if found else ""
        rows = models.Sale.objects.filter(shop_id=device.shop_code, channel=sale.OFFLINE)
        keys = {name for one in found for name in (self._name(one), self._name_before(one))}
        self.posted = set(rows.filter(key__in=keys).values_list("key", flat=True))
        own = Q(device_id=device.id) | Q(key__startswith=f"offline:{self.signer}:")
        days = rows.filter(own, on__in={periods.jst_day(one.at) for one in found})
        sums = days.values_list("on").annotate(yen=Sum("amount_yen")).order_by()
        self.yen: Counter[date] = Counter(dict(sums))

    def _name(self, one: OfflineSale) -> str:
        return f"offline:{self.signer}:{one.number}"

    def _name_before(self, one: OfflineSale) -> str:
        """Name a record as the first tills did, by the device: some may still be sent again."""
        return f"offline:{self.device.id.hex}:{one.number}"

    def key(self, one: OfflineSale) -> str:
        """Return the key under which a record is a sale."""
        before = self._name_before(one)
        return before if before in self.posted else self._name(one)

    def refusal(self, one: OfflineSale) -> Refusal | None:
        """Say why a record is not to be posted; one that may be counts for its day."""
        key, day = self.key(one), periods.jst_day(one.at)
        if key in self.posted:
            return None
        shop, yen = self.device.shop_code, self.yen[day]
        refused = offline.refusal(one, shop=shop, sold_that_day=yen, at=self.at)
        if refused is None:
            self.posted.add(key)
            self.yen[day] += one.amount_yen
        return refused

    def sale(self, one: OfflineSale, member_id: UUID) -> NewSale:
        """Return the sale that a record is."""
        return NewSale(
            key=self.key(one),
            shop_code=self.device.shop_code,
            member_id=member_id,
            asset=one.asset,
            amount_yen=one.amount_yen,
            at=min(one.at, self.at),
            channel=sale.OFFLINE,
            device_id=self.device.id,
        )
