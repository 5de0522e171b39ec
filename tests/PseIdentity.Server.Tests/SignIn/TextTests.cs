using System.Text.RegularExpressions;
using NUnit.Framework;

namespace PseIdentity.Server.Tests.SignIn;

/// <summary>Pages and sentences belong together.</summary>
internal sealed partial class TextTests
{
    // Made of a prefix and a value: each is tested where its values are.
        new[] { "Pages", "Email", "Sms", "Accounts" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(SourceFolder(), folder), pattern, SearchOption.AllDirectories)).Select(file => (Path.GetFileName(file), File.ReadAllText(file)));
