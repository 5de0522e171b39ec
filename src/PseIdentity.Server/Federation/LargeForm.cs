using Microsoft.AspNetCore.Http.Features;
using PseIdentity.Server.Federation.Saml.Xml;

namespace PseIdentity.Server.Federation;

/// <summary>Lets a form be as large as a SAML response in base64 is: with a few hundred groups it exceeds what other forms may have.</summary>
internal static class LargeForm
{
    private const int Longest = StrictXml.LongestMessage * 2;

    /// <summary>Before the form is read.</summary>
    public static void Allow(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
            body.MaxRequestBodySize = Longest;
        context.Features.Set<IFormFeature>(new FormFeature(context.Request, new FormOptions { BufferBodyLengthLimit = Longest, ValueLengthLimit = Longest, ValueCountLimit = 20 }));
    }
}
