namespace PseIdentity.Server.Commands;

/// <summary>A command could not do what it was asked; the message says why, and is all that the operator sees.</summary>
internal sealed class CommandException(string message) : Exception(message);
