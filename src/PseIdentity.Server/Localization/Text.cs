namespace PseIdentity.Server.Localization;

/// <summary>Every sentence that people read, by name: <c>Text.resx</c> is English and complete, other languages stand beside it.</summary>
internal sealed class Text;
