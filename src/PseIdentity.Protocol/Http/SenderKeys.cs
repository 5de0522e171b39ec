using Microsoft.AspNetCore.Http;
using PseIdentity.Protocol.SenderConstraint;

namespace PseIdentity.Protocol.Http;

/// <summary>What a request proves about its sender's keys, and the nonce for the next proof.</summary>
internal static class SenderKeys
{
    private const string Header = "DPoP";
    private const string NonceHeader = "DPoP-Nonce";

    /// <summary>Reads the keys; whoever sent a proof gets a nonce for the next one, whatever the answer becomes (RFC 9449 §8.2).</summary>
    public static PresentedKeys PresentedKeys(this HttpContext context, DpopNonces nonces)
    {
        var proofs = context.Request.Headers[Header];
        if (proofs.Count > 0)
            context.Response.OnStarting(async () =>
                context.Response.Headers[NonceHeader] = await nonces.CurrentAsync(CancellationToken.None));
        return new PresentedKeys([.. proofs.Select(proof => proof ?? "")], context.Request.Method, context.Request.Path.Value ?? "", context.Connection.ClientCertificate);
    }
}
