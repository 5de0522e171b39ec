using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Http;

namespace PseIdentity.Protocol.RequestObjects;

/// <summary>A request object that its client signed.</summary>
/// <param name="Parameters">The authorization request that it says.</param>
/// <param name="Defect">What is wrong with it all the same; the client may be told where its redirect URI is registered. Null when nothing is.</param>
public sealed record RequestObject(Parameters Parameters, ProtocolException? Defect);
