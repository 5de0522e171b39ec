using PseIdentity.Protocol.Users;

namespace PseIdentity.Testing.Memory;

public sealed class MemoryUserDirectory : IUserDirectory
{
    private readonly MemoryData data;

    internal MemoryUserDirectory(MemoryData data) => this.data = data;

    public ValueTask<UserRecord?> FindActiveAsync(Guid userId, CancellationToken ct)
    {
        lock (data.Gate)
            return new(data.Users.GetValueOrDefault(userId));
    }
}
