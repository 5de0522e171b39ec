namespace PseIdentity.Server.SignIn.WebAuthn.Attestation;

/// <summary>A <c>TPMS_ATTEST</c> that certifies a key (TPM 2.0 Part 2, 10.12.8 and 10.12.3).</summary>
/// <param name="ExtraData">What the caller of the TPM gave.</param>
/// <param name="Name">Which key.</param>
internal sealed record TpmCertification(byte[] ExtraData, byte[] Name)
{
    private const uint GeneratedValue = 0xFF544347;
    private const ushort AttestCertify = 0x8017;

    // clock 8, resetCount 4, restartCount 4, safe 1; firmwareVersion 8.
    private const int ClockAndFirmware = 25;

    public static TpmCertification? Parse(ReadOnlySpan<byte> attest)
    {
        // "magic is set to TPM_GENERATED_VALUE": nothing that a TPM signs for others begins so. "type is set to TPM_ST_ATTEST_CERTIFY".
        var reader = new TpmReader(attest);
        if (reader.UInt32() != GeneratedValue || reader.UInt16() != AttestCertify)
            return null;
        _ = reader.Sized(); // qualifiedSigner
        var extraData = reader.Sized();
        _ = reader.Take(ClockAndFirmware);
        var name = reader.Sized();
        _ = reader.Sized(); // qualifiedName
        return reader.IsDone ? new TpmCertification(extraData, name) : null;
    }
}
