"""The map of a shop's pages, top to bottom."""

from __future__ import annotations

from django.urls import path

from enishi.web.till import (
    again,
    away,
    back,
    counter,
    customer,
    customers,
    day,
    devices,
    done,
    figures,
    offers,
    open_till,
    pay,
    sold,
    statements,
    voucher,
)

urlpatterns = [
    path("", customer.customer, name="till"),
    path("open", open_till.open_till, name="till-open"),
    path("pay/<str:customer>", pay.pay, name="till-pay"),
    path("pay/<str:customer>/quote", pay.quote, name="till-quote"),
    path("counter", counter.counter, name="till-counter"),
    path("away", away.away, name="till-away"),
    path("away/send", away.send, name="till-send"),
    path("away/key", away.keep_key, name="till-key"),
    path("day", day.day, name="till-day"),
    path("sales/<slug:sale_code>", sold.sold, name="till-sold"),
    path("sales/<slug:sale_code>/done", done.done, name="till-done"),
    path("sales/<slug:sale_code>/back", back.back, name="till-back"),
    path("sales/<slug:sale_code>/again", again.again, name="till-again"),
    path("vouchers", voucher.vouchers, name="till-vouchers"),
    path("vouchers/<slug:voucher_code>", voucher.voucher, name="till-voucher"),
    path("shop", figures.shop, name="till-shop"),
    path("shop/week.pdf", figures.week, name="till-week-pdf"),
    path("shop/statements", statements.statements, name="till-statements"),
    path("shop/statements/<slug:number>.pdf", statements.paper, name="till-statement-pdf"),
    path("shop/customers", customers.customers, name="till-customers"),
    path("shop/offers", offers.offers, name="till-offers"),
    path("shop/offers/<int:offer_id>/end", offers.end, name="till-offer-end"),
    path("devices", devices.devices, name="till-devices"),
    path("devices/<uuid:device_id>/end", devices.end, name="till-device-end"),
]
