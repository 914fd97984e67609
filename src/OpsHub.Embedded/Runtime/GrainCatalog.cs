using System.Reflection;
using OpsHub.Embedded.CodeGeneration;
using OpsHub.Embedded.Copying;
using Orleans.Configuration;
using Orleans.Runtime;

namespace OpsHub.Embedded.Runtime;

/// <summary>A grain or observer interface.</summary>
internal sealed record GrainInterface(Type Type, string Name, Func<GrainReferenceTarget, GrainReference> CreateReference);

/// <summary>All grain classes and interfaces of the loaded program, found through its generated modules.</summary>
internal sealed class GrainCatalog
{
    private readonly Dictionary<GrainType, GrainClass> _classes = [];
    private readonly Dictionary<Type, GrainInterface> _interfaces = [];
    private readonly Dictionary<Type, List<GrainClass>> _implementations = [];

    public GrainCatalog(IEnumerable<GrainModule> modules, SiloMessagingOptions messaging, GrainCollectionOptions collection, int processors)
    {
        var found = new Found();
        foreach (var module in modules)
            found.Include(module);
        foreach (var declaration in found.Grains)
            Add(new GrainClass(declaration, messaging, collection, processors));
        foreach (var grainInterface in found.Interfaces)
            _interfaces[grainInterface.Type] = grainInterface;
    }

    public GrainClass? FindClass(GrainType type) => _classes.GetValueOrDefault(type);

    public GrainInterface Interface(Type type) => _interfaces.GetValueOrDefault(type)
        ?? throw new ArgumentException($"{type} is not a known grain or observer interface. Is its assembly built with the grain generator?");

    /// <summary>The grain class behind an interface.</summary>
    /// <exception cref="ArgumentException">None, or more than one, and no prefix tells them apart.</exception>
    public GrainClass Implementation(Type grainInterface, string? classNamePrefix)
    {
        var classes = _implementations.GetValueOrDefault(grainInterface);
        if (classNamePrefix is not null)
            classes = classes?.FindAll(found => found.Declaration.GrainClass.FullName!.StartsWith(classNamePrefix, StringComparison.Ordinal));
        return classes switch
        {
            null or [] => throw new ArgumentException($"No grain class implements {grainInterface}."),
            [var only] => only,
            _ => throw new ArgumentException($"More than one grain class implements {grainInterface}: {string.Join(", ", classes.Select(static found => found.Name))}."),
        };
    }

    /// <summary>The generated modules of the loaded assemblies and of what they reference.</summary>
    public static IEnumerable<GrainModule> ModulesOfProgram()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var left = new Queue<Assembly>(AppDomain.CurrentDomain.GetAssemblies());
        while (left.TryDequeue(out var assembly))
        {
            if (assembly.IsDynamic || !seen.Add(assembly.FullName!))
                continue;
            if (assembly.GetCustomAttribute<GrainModuleAttribute>() is { } module)
                yield return (GrainModule)Activator.CreateInstance(module.ModuleType)!;
            foreach (var reference in assembly.GetReferencedAssemblies().Where(static name => !IsFramework(name.Name!)))
            {
                if (!seen.Contains(reference.FullName) && TryLoad(reference) is { } loaded)
                    left.Enqueue(loaded);
            }
        }
    }

    private static bool IsFramework(string name) =>
        name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal) || name is "System" or "netstandard" or "mscorlib";

    private static Assembly? TryLoad(AssemblyName name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (Exception exception) when (exception is FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            // A reference nobody deployed cannot hold a grain of this program.
            return null;
        }
    }

    private void Add(GrainClass grainClass)
    {
        if (_classes.TryGetValue(grainClass.Type, out var other))
        {
            throw new OrleansConfigurationException(
                $"Grain classes {other.Declaration.GrainClass} and {grainClass.Declaration.GrainClass} both have the grain type '{grainClass.Type}'; give one a [GrainType].");
        }

        _classes.Add(grainClass.Type, grainClass);
        foreach (var grainInterface in grainClass.Declaration.Interfaces)
        {
            if (!_implementations.TryGetValue(grainInterface, out var classes))
                _implementations.Add(grainInterface, classes = []);
            classes.Add(grainClass);
        }
    }

    private sealed class Found : GrainRegistry
    {
        private readonly HashSet<Type> _modules = [];

        public List<GrainDeclaration> Grains { get; } = [];

        public List<GrainInterface> Interfaces { get; } = [];

        public void Include(GrainModule module)
        {
            if (_modules.Add(module.GetType()))
                module.Register(this);
        }

        public override void Include<TModule>() => Include(new TModule());

        public override void AddGrain(GrainDeclaration grain) => Grains.Add(grain);

        public override void AddCopier(Type type, Type copier) => CopierTypes.Add(type, copier);

        public override void AddImmutable(Type type) => CopierTypes.AddImmutable(type);

        public override void AddInterface<TInterface>(string name, Func<GrainReferenceTarget, GrainReference> createReference) =>
            Interfaces.Add(new GrainInterface(typeof(TInterface), name, createReference));
    }
}
