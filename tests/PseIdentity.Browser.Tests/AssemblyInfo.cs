using NUnit.Framework;
using PseIdentity.Testing.Conformance;

// Every test has people and a browser context of its own; the machine has two cores.
[assembly: Parallelizable(ParallelScope.All)]
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[assembly: LevelOfParallelism(3)]
[assembly: RecordSections]
