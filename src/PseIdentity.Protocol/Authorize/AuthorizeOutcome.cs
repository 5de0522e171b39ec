namespace PseIdentity.Protocol.Authorize;

/// <summary>What becomes of an authorization request. A refusal is an exception, so that no check can forget it.</summary>
public abstract record AuthorizeOutcome;

/// <summary>The client is answered.</summary>
/// <param name="Fields">The response's parameters, without <c>state</c> and <c>iss</c>.</param>
public sealed record Respond(IReadOnlyList<KeyValuePair<string, string>> Fields) : AuthorizeOutcome;

/// <summary>The request was answered already, in another tab perhaps: a pushed request is used once (RFC 9126 §4).</summary>
public sealed record AnsweredBefore : AuthorizeOutcome;

/// <summary>A person has to do something first.</summary>
public sealed record Interact(InteractionReason Reason) : AuthorizeOutcome;
