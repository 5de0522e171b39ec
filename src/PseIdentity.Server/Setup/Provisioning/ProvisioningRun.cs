using System.Text.Json;
using System.Text.Json.Nodes;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Scopes;
using PseIdentity.Storage.IdentityProviders;
using PseIdentity.Storage.Provisioning;
using PseIdentity.Storage.Registration;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Setup.Provisioning;

/// <summary>One run over what a file asks for, inside a transaction. What is there first comes before what refers to it.</summary>
internal sealed class ProvisioningRun(ProvisioningEdit edit, HashedPasswords passwords, CancellationToken ct)
{
    public List<ProvisioningChange> Changes { get; } = [];

    /// <summary>What the database would not have: names that somebody else has.</summary>
    public List<ProvisioningMistake> Conflicts { get; } = [];

    public async Task MakeSoAsync(DesiredState desired)
    {
        await EachAsync(desired.Scopes, ScopeAsync);
        await EachAsync(desired.IdentityProviders, IdentityProviderAsync);
        await EachAsync(desired.Organizations, OrganizationAsync);
        await EachAsync(desired.Clients, ClientAsync);
        await EachAsync(desired.InitialAccessTokens, InitialAccessTokenAsync);
        await EachAsync(desired.Users, UserAsync);
        // People may come with the file, and so may those who look after an organisation.
        await EachAsync(desired.Organizations, AdministratorsAsync);
    }

    private async Task EachAsync<T>(IReadOnlyList<Desired<T>> items, Func<Desired<T>, Task> makeSo) where T : class
    {
        foreach (var item in items)
        {
            await makeSo(item);
            // What was saved is not looked through again with each of thousands.
            edit.LetGo();
        }
    }

    private async Task ScopeAsync(Desired<Scope> desired)
    {
        var isThere = await edit.HasScopeAsync(desired.Name, ct);
        if (desired.Content is not { } scope)
            Note("scope", desired.Name, "removed", isThere && await edit.Scopes.RemoveAsync(desired.Name, ct));
        else
            Note("scope", desired.Name, isThere ? "changed" : "added", await edit.Scopes.SaveAsync(scope, ct));
    }

    private async Task IdentityProviderAsync(Desired<IdentityProvider> desired)
    {
        var isThere = await edit.HasIdentityProviderAsync(desired.Name, ct);
        if (desired.Content is not { } provider)
        {
            await RemoveAsync("identity_provider", desired.Name, isThere, () => edit.IdentityProviders.RemoveAsync(desired.Name, ct));
            return;
        }
        Note("identity_provider", desired.Name, isThere ? "changed" : "added", await edit.IdentityProviders.SaveAsync(provider, ct));
        if (desired.Secret is { } secret)
            await OnceAsync("identity_provider", desired.Name, "client_secret", secret, () => edit.IdentityProviders.SetSecretAsync(desired.Name, secret, ct));
    }

    private async Task OrganizationAsync(Desired<DesiredOrganization> desired)
    {
        var isThere = await edit.HasOrganizationAsync(desired.Name, ct);
        if (desired.Content is not { } content)
            Note("organization", desired.Name, "removed", isThere && await edit.Organizations.RemoveAsync(desired.Name, ct));
        else
            Note("organization", desired.Name, isThere ? "changed" : "added", await edit.Organizations.SaveAsync(content.Organization, content.Logo, ct));
    }

    private async Task AdministratorsAsync(Desired<DesiredOrganization> desired)
    {
        if (desired.Content is not { } content)
            return;
        var people = new List<Guid>();
        for (var i = 0; i < content.Administrators.Count; i++)
            if (await edit.FindPersonAsync(content.Administrators[i], ct) is { } person)
                people.Add(person.Id);
            else
                Conflicts.Add(new(JsonPath.Item(JsonPath.Member(desired.Path, "administrators"), i), $"'{content.Administrators[i]}' is nobody's user name."));
        Note("organization", desired.Name, "administrators", await edit.Organizations.SaveAdministratorsAsync(desired.Name, people, ct));
    }

    private async Task ClientAsync(Desired<ClientMetadata> desired)
    {
        var isThere = await edit.Clients.FindAsync(desired.Name, ct) is not null;
        if (desired.Content is not { } metadata)
        {
            await RemoveAsync("client", desired.Name, isThere, () => edit.Clients.RemoveAsync(desired.Name, ct));
            return;
        }
        Note("client", desired.Name, isThere ? "changed" : "added", await edit.Clients.SaveAsync(desired.Name, metadata, ct));
        if (desired.Secret is { } secret)
            // A client that comes to need its secret back has the same one stored again, in a form that gives it back.
            await OnceAsync("client", desired.Name, "client_secret", metadata.NeedsSecretBack ? "\u001f" + secret : secret, () => edit.Clients.SetSecretAsync(desired.Name, secret, ct));
    }

    private async Task InitialAccessTokenAsync(Desired<InitialAccessToken> desired)
    {
        var isThere = await edit.HasInitialAccessTokenAsync(desired.Name, ct);
        if (desired is { Content: { } token, Secret: { } value })
            Note("initial_access_token", desired.Name, isThere ? "changed" : "added", await edit.InitialAccessTokens.SaveAsync(token, value, ct));
        else
            Note("initial_access_token", desired.Name, "removed", isThere && await edit.InitialAccessTokens.RemoveAsync(desired.Name, ct));
    }

    private async Task UserAsync(Desired<DesiredUser> desired)
    {
        var person = await edit.FindPersonAsync(desired.Name, ct);
        if (desired.Content is not { } user)
        {
            await RemoveAsync("user", desired.Name, person is not null, () => edit.Users.RemoveAsync(person?.Id ?? default, ct));
            return;
        }

        var change = person is null
            ? await edit.Users.CreateAsync(new NewAccount { Claims = user.Claims, Organization = user.Organization }, ct)
            : await edit.Users.UpdateAsync(person.Id, Merged(person.Claims, user.Claims), user.Organization ?? person.Organization, ct);
        if (change is not { Outcome: AccountOutcome.Saved or AccountOutcome.Unchanged, Id: { } id })
        {
            Conflicts.Add(new(JsonPath.Member(desired.Path, change.Identifier ?? "preferred_username"), "belongs to somebody else already."));
            return;
        }
        Note("user", desired.Name, person is null ? "added" : "changed", change.Outcome == AccountOutcome.Saved);

        if (user.Password is { } password)
            await OnceAsync("user", desired.Name, "password", password, () => edit.Users.ResetPasswordAsync(id, passwords.Of(desired.Name, password), user.MustChangePassword, ct));
        if (user.PasswordHash is { } hash)
            await OnceAsync("user", desired.Name, "password_hash", hash, () => edit.Users.ResetPasswordAsync(id, hash, user.MustChangePassword, ct));
        if (user.TotpSecret is { } totp)
            await OnceAsync("user", desired.Name, "totp_secret", Convert.ToBase64String(totp), () => edit.Users.SetTotpSecretAsync(id, totp, ct));
    }

    // People are found by their normalised name, so their marks are as well; the separator can be part of no name.
    private static string Mark(string kind, string name) => $"{kind}\u001f{(kind == "user" ? Identifiers.Normalize(name) : name)}\u001f";

    /// <summary>Applies a secret unless this very value was the last one applied: what people changed since stays.</summary>
    private async Task OnceAsync(string kind, string name, string member, string value, Func<Task> apply)
    {
        var mark = Mark(kind, name) + member;
        if (await edit.IsAppliedAsync(mark, value, ct))
            return;
        await apply();
        await edit.MarkAsync(mark, value, ct);
        Changes.Add(new(kind, name, member));
    }

    private async Task RemoveAsync(string kind, string name, bool isThere, Func<Task<bool>> remove)
    {
        if (!isThere)
            return;
        Note(kind, name, "removed", await remove());
        await edit.ForgetAsync(Mark(kind, name), ct);
    }

    private void Note(string kind, string name, string change, bool happened)
    {
        if (happened)
            Changes.Add(new(kind, name, change));
    }

    private static JsonElement Merged(JsonElement stored, JsonElement named)
    {
        var claims = new JsonObject();
        foreach (var member in stored.EnumerateObject().Concat(named.EnumerateObject()))
            claims[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        return JsonElement.Parse(claims.ToJsonString());
    }
}
