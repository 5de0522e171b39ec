using System.Collections;
using System.Globalization;
using System.Text;

namespace PseIdentity.Server.SignIn.Enrollment;

/// <summary>A QR code as an SVG element: black on white also where the page is dark, because many scanners read nothing else.</summary>
internal static class QrPicture
{
    /// <param name="rows">The modules with their quiet zone; true is dark.</param>
    public static string Of(IReadOnlyList<BitArray> rows)
    {
        var path = new StringBuilder();
        for (var y = 0; y < rows.Count; y++)
            for (var x = 0; x < rows[y].Length;)
            {
                var from = x;
                while (x < rows[y].Length && rows[y][x])
                    x++;
                if (x > from)
                    path.Append(CultureInfo.InvariantCulture, $"M{from} {y}h{x - from}v1h-{x - from}z");
                x++;
            }
        return string.Create(CultureInfo.InvariantCulture, $"""
            <svg class="qr" viewBox="0 0 {rows.Count} {rows.Count}" aria-hidden="true" focusable="false" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{rows.Count}v{rows.Count}H0z"/><path fill="#000" d="{path}"/></svg>
            """);
    }
}
