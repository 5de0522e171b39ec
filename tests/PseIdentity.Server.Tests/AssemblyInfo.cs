using NUnit.Framework;
using PseIdentity.Testing.Conformance;

[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: RecordSections]
