"""Adds up an invoice of the bindery: net, tax and total, rounded once, at the end."""
from decimal import Decimal, ROUND_HALF_UP

TAX_RATE = Decimal("0.19")
BOOK_TAX_RATE = Decimal("0.07")
REMINDER_FEE = Decimal("5.00")
DAYS_TO_PAY = 14


def total(net_goods: Decimal, net_books: Decimal, reminders: int = 0) -> Decimal:
    """Books carry the lower rate. The first reminder is free."""
    fee = REMINDER_FEE * max(0, reminders - 1)
    gross = net_goods * (1 + TAX_RATE) + net_books * (1 + BOOK_TAX_RATE) + fee
    return gross.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
