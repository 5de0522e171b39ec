using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;

namespace PseIdentity.Server.SignIn.Passwords;

/// <summary>
/// The only place where passwords are hashed: a few threads that yield to everything else, and a queue that does not grow old.
/// A flood of sign-ins then costs other sign-ins their turn, and nobody else anything.
/// </summary>
internal sealed class PasswordHashing : IDisposable
{
    private readonly PasswordHash hash;
    private readonly TimeSpan longestWait;
    private readonly TimeProvider clock;
    private readonly SemaphoreSlim turns;
    private readonly BlockingCollection<Task> work = [];

    public PasswordHashing(PasswordHash hash, IOptions<SignInOptions> options, TimeProvider clock)
    {
        this.hash = hash;
        this.clock = clock;
        longestWait = options.Value.HashingQueue;
        var slots = options.Value.HashingSlots > 0 ? options.Value.HashingSlots : Environment.ProcessorCount;
        turns = new SemaphoreSlim(slots, slots);
        for (var i = 0; i < slots; i++)
            new Thread(Run) { IsBackground = true, Name = "password hashing", Priority = ThreadPriority.BelowNormal }.Start();
    }

    /// <summary>How long a caller should wait who was told to come again.</summary>
    public static TimeSpan RetryAfter { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Waits for a turn; null when none came in time. Whatever limits guesses is counted after this, so that a full queue costs nobody a guess.</summary>
    public async Task<Turn?> TakeTurnAsync(CancellationToken ct)
    {
        using var late = new CancellationTokenSource(longestWait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        try
        {
            await turns.WaitAsync(either.Token);
            return new Turn(this);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Hashes a password outside a sign-in, for provisioning and administration: it waits as long as it takes.</summary>
    public async Task<string> HashAsync(string password, CancellationToken ct)
    {
        await turns.WaitAsync(ct);
        using var turn = new Turn(this);
        return await turn.HashAsync(password);
    }

    public void Dispose()
    {
        work.CompleteAdding();
        turns.Dispose();
    }

    private Task<T> RunAsync<T>(Func<T> hashing)
    {
        // What waits for it goes on elsewhere: these threads hash and do nothing else.
        var task = new Task<T>(hashing, TaskCreationOptions.RunContinuationsAsynchronously);
        work.Add(task);
        return task;
    }

    private void Run()
    {
        // .NET ignores thread priorities on Linux. There a nice value belongs to a thread, and 0 means the calling one: setpriority(2).
        if (OperatingSystem.IsLinux())
            _ = NativeMethods.SetPriority(NativeMethods.Process, 0, 10);
        foreach (var item in work.GetConsumingEnumerable())
            item.RunSynchronously();
    }

    /// <summary>The right to use one of the threads until it is disposed of.</summary>
    internal sealed class Turn(PasswordHashing owner) : IDisposable
    {
        public Task<PasswordMatch> VerifyAsync(string? passwordHash, string password) => owner.RunAsync(() => owner.hash.Verify(passwordHash, password));

        /// <summary>About a password whose owner is known, in no particular time.</summary>
        public Task<bool> MatchesAsync(string passwordHash, string password) => owner.RunAsync(() => owner.hash.Matches(passwordHash, password));

        public Task<string> HashAsync(string password) => owner.RunAsync(() => owner.hash.Make(password));

        public void Dispose() => owner.turns.Release();
    }

    private static class NativeMethods
    {
        public const int Process = 0;

        [DllImport("libc", EntryPoint = "setpriority")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int SetPriority(int which, uint who, int priority);
    }
}
