using System.Diagnostics;
using System.Runtime.InteropServices;

namespace PseIdentity.Testing.Fuzzing;

/// <summary>
/// How long this thread has been at work: what the processor gave to others in between does not count, so that an input is as expensive on a busy
/// machine as on an idle one. Where the system does not say, it is the time on the wall.
/// </summary>
internal static partial class ThreadTime
{
    // <bits/time.h> of Linux
    private const int ThreadCpuTime = 3;

    public static TimeSpan Now => OperatingSystem.IsLinux() && Read(ThreadCpuTime, out var time) == 0
        ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000.0)
        : Stopwatch.GetElapsedTime(0);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int Read(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
