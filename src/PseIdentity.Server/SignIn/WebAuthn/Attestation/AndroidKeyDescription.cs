using System.Formats.Asn1;
using System.Numerics;

namespace PseIdentity.Server.SignIn.WebAuthn.Attestation;

/// <summary>What an Android certificate says about its key: the parts of the <c>KeyDescription</c> extension that Web Authentication Level 3 §8.4 asks about.</summary>
internal sealed record AndroidKeyDescription(byte[] Challenge, bool ForAllApplications, bool IsGenerated, bool OnlySigns)
{
    public const string Oid = "1.3.6.1.4.1.11129.2.1.17";

    private const int PurposeTag = 1;
    private const int AllApplicationsTag = 600;
    private const int OriginTag = 702;
    private const int Sign = 2;
    private const int Generated = 0;

    /// <exception cref="AsnContentException">The DER is another.</exception>
    public static AndroidKeyDescription Read(byte[] der)
    {
        // attestationVersion, attestationSecurityLevel, keyMintVersion, keyMintSecurityLevel, attestationChallenge, uniqueId, two AuthorizationLists.
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var description = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        description.ReadInteger();
        description.ReadEnumeratedBytes();
        description.ReadInteger();
        description.ReadEnumeratedBytes();
        var challenge = description.ReadOctetString();
        description.ReadOctetString();

        var purposes = new List<BigInteger>();
        var origins = new List<BigInteger>();
        var forAll = ReadList(description.ReadSequence(), purposes, origins) | ReadList(description.ReadSequence(), purposes, origins);
        return new AndroidKeyDescription(
            challenge, forAll,
            IsGenerated: origins.TrueForAll(origin => origin == Generated),
            OnlySigns: purposes.TrueForAll(purpose => purpose == Sign));
    }

    // Everything in an AuthorizationList is optional and tagged explicitly. Answers whether the key is open to all applications.
    private static bool ReadList(AsnReader list, List<BigInteger> purposes, List<BigInteger> origins)
    {
        var forAll = false;
        while (list.HasData)
        {
            var tag = list.PeekTag();
            if (tag is not { TagClass: TagClass.ContextSpecific, IsConstructed: true })
                throw new AsnContentException("A member of an AuthorizationList is tagged explicitly.");
            var value = list.ReadSequence(tag);
            switch (tag.TagValue)
            {
                case PurposeTag:
                    var set = value.ReadSetOf();
                    while (set.HasData)
                        purposes.Add(set.ReadInteger());
                    break;
                case OriginTag:
                    origins.Add(value.ReadInteger());
                    break;
                case AllApplicationsTag:
                    forAll = true;
                    break;
            }
        }
        return forAll;
    }
}
