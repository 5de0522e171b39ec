namespace PseIdentity.Protocol.Authorize;

/// <summary>When an authorization request is checked: a column each in the table of <see cref="AuthorizePipeline"/>.</summary>
public enum RequestStage
{
    /// <summary>A client pushes it (RFC 9126); there is no browser yet.</summary>
    Pushed,

    /// <summary>A browser brings it.</summary>
    Arrives,

    /// <summary>A person has come back from a page.</summary>
    Resumes,
}
