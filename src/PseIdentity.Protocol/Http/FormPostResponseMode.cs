using Microsoft.AspNetCore.Http;
using PseIdentity.Protocol.Authorize;

namespace PseIdentity.Protocol.Http;

/// <summary><c>form_post</c> (OAuth 2.0 Form Post Response Mode §2): a page posts the answer, so that it stands in no URL.</summary>
internal sealed class FormPostResponseMode : IResponseMode
{
    public string Name => "form_post";

    public ValueTask WriteAsync(HttpContext context, AuthorizationResponse response, CancellationToken ct)
    {
        new FormPostPage(response.RedirectUri, response.Parameters).LeaveFor(context);
        return ValueTask.CompletedTask;
    }
}
