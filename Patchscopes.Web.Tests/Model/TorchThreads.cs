using Patchscopes.Model.Running;
using Patchscopes.Web.Tests.Model;

[assembly: Xunit.AssemblyFixture(typeof(TorchThreads))]

namespace Patchscopes.Web.Tests.Model;

/// <summary>Sets the threads of tensor work once: test classes run side by side already, and models here are tiny.</summary>
public sealed class TorchThreads
{
    public TorchThreads() => TorchSettings.Start(threads: 1);
}
