using Xunit.Abstractions;
using Xunit.Sdk;

namespace OpsHub.Storage.Tests;

/// <summary>A fact of a contract: skipped in a class whose <see cref="RequiresAttribute"/> says that something is missing.</summary>
[XunitTestCaseDiscoverer("OpsHub.Storage.Tests.ContractFactDiscoverer", "OpsHub.Storage.Tests")]
public sealed class ContractFactAttribute : FactAttribute;

/// <summary>Put on a test class that needs something of the machine.</summary>
[AttributeUsage(AttributeTargets.Class)]
public abstract class RequiresAttribute : Attribute
{
    /// <summary>Why the class cannot run here, or null when it can.</summary>
    public abstract string? Missing { get; }
}

public sealed class ContractFactDiscoverer(IMessageSink messages) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions options, ITestMethod method, IAttributeInfo fact) =>
        [new ContractTestCase(messages, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), method)];
}

public sealed class ContractTestCase : XunitTestCase
{
    [Obsolete("For deserialization by the runner.")]
    public ContractTestCase()
    {
    }

    public ContractTestCase(IMessageSink messages, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(messages, display, options, method)
    {
    }

    protected override string GetSkipReason(IAttributeInfo factAttribute) =>
        TestMethod.TestClass.Class.ToRuntimeType().GetCustomAttributes(typeof(RequiresAttribute), inherit: true)
            .Cast<RequiresAttribute>()
            .Select(a => a.Missing)
            .FirstOrDefault(m => m is not null) ?? base.GetSkipReason(factAttribute);
}
