using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using PaymentsApi.AccessTokens;

namespace PaymentsApi.Payments;

/// <summary>What the API does for somebody with an access token.</summary>
internal static class PaymentsEndpoints
{
    public static void MapPayments(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/payments", (ClaimsPrincipal caller, PaymentBook book) => TypedResults.Ok(book.Of(Subject(caller))))
            .RequireAuthorization(AccessTokenServices.NeedsScope);
        routes.MapPost("/payments", Accept).RequireAuthorization(AccessTokenServices.NeedsScope);
        routes.MapGet("/whoami", WhoAmI);
    }

    private static IResult Accept(PaymentRequest request, ClaimsPrincipal caller, PaymentBook book, TimeProvider clock, IOptionsMonitor<AccessTokenOptions> options)
    {
        if (request.Mistake() is { } mistake || request is not { CreditorName: { } creditor, InstructedAmount: { } amount })
            return TypedResults.BadRequest(new { error = "invalid_payment", error_description = request.Mistake() });

        if (StepUp.ChallengeFor(amount, caller, clock.GetUtcNow(), options.Get(AccessTokenHandler.Name)) is { } challenge)
            return challenge;

        var client = caller.FindFirstValue("client_id") ?? "";
        var payment = new Payment($"P-{Guid.CreateVersion7():N}", "accepted", creditor, amount, request.RemittanceInformation, client, clock.GetUtcNow());
        book.Add(Subject(caller), payment);
        return TypedResults.Created($"/payments/{payment.PaymentId}", payment);
    }

    // What the token says, for people who want to see it.
    private static Ok<Dictionary<string, string>> WhoAmI(ClaimsPrincipal caller) => TypedResults.Ok(
        caller.Claims.GroupBy(claim => claim.Type, StringComparer.Ordinal)
            .ToDictionary(claims => claims.Key, claims => string.Join(' ', claims.Select(claim => claim.Value)), StringComparer.Ordinal));

    private static string Subject(ClaimsPrincipal caller) => caller.FindFirstValue("sub") ?? throw new InvalidOperationException("A token without sub passed.");
}
