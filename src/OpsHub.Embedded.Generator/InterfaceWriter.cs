using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;

namespace OpsHub.Embedded.Generator;

/// <summary>Writes the reference class of a grain or observer interface, and a call class per method.</summary>
internal sealed class InterfaceWriter
{
    private const string Runtime = "global::OpsHub.Embedded.CodeGeneration";

    private readonly INamedTypeSymbol _interface;
    private readonly string _id;
    private readonly bool _isObserver;
    private readonly StringBuilder _calls = new();
    private readonly StringBuilder _methods = new();
    private readonly List<Problem> _problems = [];

    private InterfaceWriter(INamedTypeSymbol grainInterface)
    {
        _interface = grainInterface;
        _id = Symbols.Identifier(grainInterface.Name());
        _isObserver = grainInterface.Implements(Symbols.Observer);
    }

    public static Finding Write(INamedTypeSymbol grainInterface) => new InterfaceWriter(grainInterface).Write();

    private Finding Write()
    {
        if (_interface.IsGenericType)
            _problems.Add(Problem.At(Rules.GenericInterface, _interface, _interface.Name()));
        if (!_interface.IsReachable())
            _problems.Add(Problem.At(Rules.Reach, _interface, _interface.Name()));
        var index = 0;
        foreach (var member in _interface.AllInterfaces.Prepend(_interface).SelectMany(static found => found.GetMembers()))
        {
            if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary, IsStatic: false } method)
                Write(method, index++);
            else if (!member.IsStatic && member is not IMethodSymbol and not INamedTypeSymbol)
                _problems.Add(Problem.At(Rules.Member, member, member.Name()));
        }

        if (_problems.Count > 0)
            return new Finding(_interface.Name(), string.Empty, string.Empty, new(_problems.ToImmutableArray()));
        var source = $$"""
            internal sealed class Reference_{{_id}}({{Runtime}}.GrainReferenceTarget target) : global::Orleans.Runtime.GrainReference(target), {{_interface.Plain()}}
            {
            {{_methods}}}

            {{_calls}}
            """;
        var registration = $"registry.AddInterface<{_interface.Plain()}>({Symbols.Literal(_interface.Name())}, static target => new Reference_{_id}(target));";
        return new Finding(_interface.Name(), source, registration, default);
    }

    private void Write(IMethodSymbol method, int index)
    {
        if (!Check(method))
            return;
        var call = $"Call_{_id}_{index}";
        var result = ResultOf(method);
        var arguments = method.Parameters.Where(static parameter => !IsToken(parameter)).ToArray();
        WriteReferenceMethod(method, call, result, arguments);
        WriteCall(method, call, result, arguments);
    }

    private bool Check(IMethodSymbol method)
    {
        var before = _problems.Count;
        if (method.IsGenericMethod)
            _problems.Add(Problem.At(Rules.GenericInterface, method, method.Name()));
        if (method.Parameters.Any(static parameter => parameter.RefKind != RefKind.None) || method.Parameters.Count(IsToken) > 1)
            _problems.Add(Problem.At(Rules.Parameter, method, method.Name()));
        foreach (var type in method.Parameters.Select(static parameter => parameter.Type).Append(ResultOf(method)))
        {
            if (type is not null && TypeFacts.Unserializable(type) is { } culprit)
                _problems.Add(Problem.At(Rules.Serializer, method, $"{culprit.Name()} in {method.Name()}"));
        }

        if (ShapeOf(method) is null)
            _problems.Add(Problem.At(Rules.ReturnType, method, method.Name()));
        return _problems.Count == before;
    }

    private string? ShapeOf(IMethodSymbol method) => method.ReturnType.OriginalDefinition.ToDisplayString() switch
    {
        "System.Threading.Tasks.Task" or "System.Threading.Tasks.Task<TResult>" => "Task",
        "System.Threading.Tasks.ValueTask" or "System.Threading.Tasks.ValueTask<TResult>" => "ValueTask",
        "void" when _isObserver => "void",
        _ => null,
    };

    private static ITypeSymbol? ResultOf(IMethodSymbol method) =>
        method.ReturnType is INamedTypeSymbol { TypeArguments.Length: 1 } generic ? generic.TypeArguments[0] : null;

    private static bool IsToken(IParameterSymbol parameter) => parameter.Type.IsNamed("System.Threading.CancellationToken");

    private void WriteReferenceMethod(IMethodSymbol method, string call, ITypeSymbol? result, IParameterSymbol[] arguments)
    {
        var parameters = string.Join(", ", method.Parameters.Select(static parameter => $"{parameter.Type.Source()} @{parameter.Name}"));
        var values = string.Join(string.Empty, arguments.Select(static (argument, index) => $"Argument{index} = {Copied(argument, $"@{argument.Name}")}, "));
        var token = method.Parameters.FirstOrDefault(IsToken) is { } found ? $"CallerToken = @{found.Name}, " : string.Empty;
        var send = $"Send(new {call} {{ {values}{token}}})";
        var body = ShapeOf(method) == "ValueTask"
            ? $"new {(result is null ? "global::System.Threading.Tasks.ValueTask" : $"global::System.Threading.Tasks.ValueTask<{result.Source()}>")}({send})"
            : send;
        _methods.AppendLine($"    {method.ReturnType.Source()} {method.ContainingType.Plain()}.{method.Name}({parameters}) => {body};").AppendLine();
    }

    private static string Copied(IParameterSymbol argument, string value) =>
        TypeFacts.IsImmutable(argument.Type) || argument.Attribute("Orleans.ImmutableAttribute") is not null
            ? value
            : $"{Runtime}.Copier.Copy({value})";

    private void WriteCall(IMethodSymbol method, string call, ITypeSymbol? result, IParameterSymbol[] arguments)
    {
        var baseClass = result is null ? $"{Runtime}.VoidGrainCall" : $"{Runtime}.GrainCall<{result.Source()}>";
        var task = result is null ? "global::System.Threading.Tasks.Task" : $"global::System.Threading.Tasks.Task<{result.Source()}>";
        var passed = new List<string>();
        foreach (var parameter in method.Parameters)
            passed.Add(IsToken(parameter) ? "CancellationToken" : $"Argument{System.Array.IndexOf(arguments, parameter)}");
        var invocation = $"(({method.ContainingType.Plain()})target).{method.Name}({string.Join(", ", passed)})";
        _calls.AppendLine($"internal sealed class {call} : {baseClass}").AppendLine("{");
        _calls.AppendLine($"    private static readonly {Runtime}.GrainMethod s_method = new({Symbols.Literal(_interface.Name())}, {Symbols.Literal(method.Name)}, {Options(method)});");
        for (var i = 0; i < arguments.Length; i++)
            _calls.AppendLine($"    public {arguments[i].Type.Source()} Argument{i};");
        _calls.AppendLine($"    public override {Runtime}.GrainMethod Method => s_method;");
        var copied = string.Join(string.Empty, arguments.Select(static (argument, index) => $"Argument{index} = {Copied(argument, $"Argument{index}")}, "));
        _calls.AppendLine($"    public override {Runtime}.GrainCall Duplicate() => new {call} {{ {copied}CallerToken = CallerToken }};");
        var execute = ShapeOf(method) switch
        {
            "ValueTask" => $"=> {invocation}.AsTask();",
            "void" => $"{{ {invocation}; return global::System.Threading.Tasks.Task.CompletedTask; }}",
            _ => $"=> {invocation};",
        };
        _calls.AppendLine($"    protected override {task} Execute(object target) {execute}");
        var isShared = result is null || TypeFacts.IsImmutable(result) || method.GetReturnTypeAttributes().Any(static found => found.AttributeClass.IsNamed("Orleans.ImmutableAttribute"));
        if (!isShared)
            _calls.AppendLine($"    protected override {result!.Source()} CopyResult({result!.Source()} result) => {Runtime}.Copier.Copy(result);");
        _calls.AppendLine("}").AppendLine();
    }

    private static string Options(IMethodSymbol method)
    {
        var options = new List<string>();
        if (method.Attribute("Orleans.Concurrency.ReadOnlyAttribute") is not null)
            options.Add("ReadOnly");
        if (method.Attribute("Orleans.Concurrency.AlwaysInterleaveAttribute") is not null)
            options.Add("AlwaysInterleave");
        if (method.ReturnsVoid || method.Attribute("Orleans.Concurrency.OneWayAttribute") is not null)
            options.Add("OneWay");
        return options.Count == 0
            ? $"{Runtime}.CallOptions.None"
            : string.Join(" | ", options.Select(static option => $"{Runtime}.CallOptions.{option}"));
    }
}
