namespace PseIdentity.Protocol.Clients.Documents;

/// <summary>Which client identifiers are addresses of metadata documents (draft-ietf-oauth-client-id-metadata-document §3).</summary>
internal static class ClientDocumentUri
{
    /// <summary>
    /// "MUST have an "https" scheme, MUST contain a path component, MUST NOT contain single-dot or double-dot path segments, MUST NOT contain a fragment
    /// component and MUST NOT contain a username or password". Plain http is for the network guard to allow, on a developer's machine.
    /// </summary>
    public static bool IsOne(string clientId, bool development)
    {
        if (clientId.Length > 500 || !WebAddress.IsSpelledAsItTravels(clientId) || !(clientId.StartsWith("https://", StringComparison.Ordinal)
            || (development && clientId.StartsWith("http://", StringComparison.Ordinal))))
            return false;
        if (!Uri.TryCreate(clientId, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0 || clientId.Contains('#', StringComparison.Ordinal))
            return false;

        // One spelling: what is compared as a string must not be two strings for one document. Uri has resolved dot segments and decoded letters by now.
        var authority = clientId.IndexOf("://", StringComparison.Ordinal) + 3;
        var path = clientId.IndexOf('/', authority);
        return path > 0 && !clientId[authority..path].Contains('@', StringComparison.Ordinal) && !RedirectUriRules.HasDotSegments(clientId)
            && string.Equals(uri.GetLeftPart(UriPartial.Authority), clientId[..path], StringComparison.Ordinal);
    }
}
