using System.Collections.Frozen;

namespace PseIdentity.Protocol.AuthorizationDetails;

/// <summary>The currencies of ISO 4217 that money can be sent in, with the decimals of each.</summary>
internal static class Currencies
{
    private const string TwoDigits = """
        AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK
        DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT
        LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR
        RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES
        WST XCD XCG YER ZAR ZMW ZWG
        """;
    private const string NoDigits = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
    private const string ThreeDigits = "BHD IQD JOD KWD LYD OMR TND";
    private const string FourDigits = "CLF UYW";

    private static readonly FrozenDictionary<string, int> Digits =
        new[] { (NoDigits, 0), (TwoDigits, 2), (ThreeDigits, 3), (FourDigits, 4) }
            .SelectMany(group => group.Item1.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(code => KeyValuePair.Create(code, group.Item2)))
            .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>How many decimals an amount may have; null for what is no currency.</summary>
    public static int? FractionDigitsOf(string currency) => Digits.TryGetValue(currency, out var digits) ? digits : null;
}
