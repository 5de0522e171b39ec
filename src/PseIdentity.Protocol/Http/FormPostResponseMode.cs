using Microsoft.AspNetCore.Http;
using PseIdentity.Protocol.Authorize;

namespace PseIdentity.Protocol.Http;

/// <summary><c>form_post</c> (OAuth 2.0 Form Post Response Mode §2): a page posts the answer, so that it stands in no URL.</summary>
internal sealed class FormPostResponseMode : IResponseMode
{
    public string Name => "form_post";

    public void Write(HttpContext context, string redirectUri, IReadOnlyList<KeyValuePair<string, string>> fields) =>
        new FormPostPage(redirectUri, fields).LeaveFor(context);
}
