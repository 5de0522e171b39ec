using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace PseIdentity.Protocol.ClientAuthentication;

/// <summary>The names in a certificate's extension <c>subjectAltName</c> (RFC 5280 §4.2.1.6); none when it is absent or malformed.</summary>
internal sealed record SubjectAlternativeNames
{
    private const string Extension = "2.5.29.17";

    public IReadOnlyList<string> Emails { get; private init; } = [];

    public IReadOnlyList<string> Dns { get; private init; } = [];

    public IReadOnlyList<string> Uris { get; private init; } = [];

    public IReadOnlyList<IPAddress> Addresses { get; private init; } = [];

    public static SubjectAlternativeNames Of(X509Certificate2 certificate)
    {
        if (certificate.Extensions[Extension] is not { } extension)
            return new();
        try
        {
            return Read(extension.RawData);
        }
        catch (AsnContentException)
        {
            return new();
        }
    }

    private static SubjectAlternativeNames Read(byte[] encoded)
    {
        var (emails, dns, uris, addresses) = (new List<string>(), new List<string>(), new List<string>(), new List<IPAddress>());
        var names = new AsnReader(encoded, AsnEncodingRules.DER).ReadSequence();
        while (names.HasData)
        {
            // GeneralName: rfc822Name [1], dNSName [2], uniformResourceIdentifier [6], iPAddress [7].
            var tag = names.PeekTag();
            if (tag.HasSameClassAndValue(Context(1)))
                emails.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, Context(1)));
            else if (tag.HasSameClassAndValue(Context(2)))
                dns.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, Context(2)));
            else if (tag.HasSameClassAndValue(Context(6)))
                uris.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, Context(6)));
            else if (tag.HasSameClassAndValue(Context(7)) && names.ReadOctetString(Context(7)) is { Length: 4 or 16 } address)
                addresses.Add(new IPAddress(address));
            else if (!tag.HasSameClassAndValue(Context(7)))
                names.ReadEncodedValue();
        }
        return new() { Emails = emails, Dns = dns, Uris = uris, Addresses = addresses };
    }

    private static Asn1Tag Context(int number) => new(TagClass.ContextSpecific, number);
}
