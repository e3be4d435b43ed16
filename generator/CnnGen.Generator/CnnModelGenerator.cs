using System.Collections.Immutable;
using CnnGen.Generator.Analysis;
using System.Text;
using CnnGen.Generator.Emission;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;
using CnnGen.Generator.Parsing;
using CnnGen.Generator.Planning;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace CnnGen.Generator;

/// <summary>
/// The pipeline: attributes → declaration → network → plan → source. Each step is a pure function between values, so that an edit
/// goes only as far as something changed. What is wrong with a model is told by <see cref="CnnModelAnalyzer"/>.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class CnnModelGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ModelDeclaration> declarations = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                AttributeNames.FullInput,
                static (node, _) => node is ClassDeclarationSyntax,
                static (attributed, cancellation) => ModelParser.Parse((INamedTypeSymbol)attributed.TargetSymbol, attributed.SemanticModel.Compilation, cancellation))
            .Where(static declaration => declaration is not null)
            .Select(static (declaration, _) => declaration!)
            .WithTrackingName(PipelineSteps.Declaration);

        IncrementalValuesProvider<Network> networks = declarations
            .Select(static (declaration, _) => ModelAnalysis.Analyze(declaration).Network)
            .Where(static network => network is not null)
            .Select(static (network, _) => network!);

        IncrementalValueProvider<EquatableArray<ModelIdentity>> namesakes = networks
            .Select(static (network, _) => network.Identity)
            .Collect()
            .Select(static (identities, _) => Namesakes(identities));

        IncrementalValuesProvider<Network> namedNetworks = networks
            .Combine(namesakes)
            .Select(static (pair, _) => WithUniqueHintName(pair.Left, pair.Right))
            .WithTrackingName(PipelineSteps.Network);

        IncrementalValuesProvider<EquatableArray<GeneratedFile>> sources = namedNetworks
            .Select(static (network, _) => Planner.Plan(network))
            .WithTrackingName(PipelineSteps.Plan)
            .Select(static (plan, _) => SourceEmitter.Emit(plan))
            .WithTrackingName(PipelineSteps.Source);

        context.RegisterSourceOutput(sources, static (output, files) =>
        {
            foreach (GeneratedFile file in files) output.AddSource(file.HintName, SourceText.From(file.Text, Encoding.UTF8));
        });
    }

    /// <summary>Models whose generated files would have one name: names of files are compared without case, names of classes with it.</summary>
    private static EquatableArray<ModelIdentity> Namesakes(ImmutableArray<ModelIdentity> identities) => identities
        .GroupBy(identity => identity.HintName, StringComparer.OrdinalIgnoreCase)
        .Where(group => group.Count() > 1)
        .SelectMany(group => group)
        .OrderBy(identity => identity.HintName, StringComparer.Ordinal)
        .ToEquatableArray();

    private static Network WithUniqueHintName(Network network, EquatableArray<ModelIdentity> namesakes)
    {
        int index = 0;
        while (index < namesakes.Count && namesakes[index] != network.Identity) index++;
        return index == namesakes.Count
            ? network
            : network with { Identity = network.Identity with { HintSuffix = "-" + Text.Of(index + 1) } };
    }
}
