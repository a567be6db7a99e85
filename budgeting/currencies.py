"""How many decimals a currency has.

Source: ISO 4217:2015 with the amendments of its maintenance agency (list one, "current currency and
funds"), column "minor unit". Precious metals, bond market units, XDR, XTS and XXX have none there
and are refused. Withdrawn codes that old debts may still carry (HRK, SLL, ZWL, ANG, CUC, BGN) stay.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from budgeting.errors import UnknownCurrency

_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_TWO_DECIMALS = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD
    CAD CDF CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL
    GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR
    LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB
    PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP
    SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG ZWL
"""
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_FOUR_DECIMALS = "CLF UYW"

EXPONENTS: Final = MappingProxyType(
    {
        code: exponent
        for exponent, codes in (
            (0, _NO_DECIMALS),
            (2, _TWO_DECIMALS),
            (3, _THREE_DECIMALS),
            (4, _FOUR_DECIMALS),
        )
        for code in codes.split()
    }
)


def exponent_of(currency: str) -> int:
    """Return the number of decimals between the minor and the major unit of a currency.

    Units:   powers of ten.
    Raises:  UnknownCurrency for anything but an upper-case ISO 4217 code with a minor unit.
    Source:  ISO 4217, column "minor unit".

    Example:
        >>> [exponent_of(code) for code in ("JPY", "EUR", "KWD", "CLF")]
        [0, 2, 3, 4]
    """
    try:
        return EXPONENTS[currency]
    except (KeyError, TypeError):
        raise UnknownCurrency(currency=currency) from None
