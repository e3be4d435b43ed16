using System.Collections.Immutable;
using System.Text;
using CnnGen.Generator.Analysis;
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

        IncrementalValuesProvider<(Network? Network, Placeholder? Placeholder)> models = declarations
            .Select(static (declaration, _) => ModelAnalysis.Analyze(declaration))
            .Select(static (result, _) => (result.Network, result.Placeholder));

        IncrementalValueProvider<EquatableArray<ModelIdentity>> namesakes = models
            .Select(static (model, _) => model.Network?.Identity ?? model.Placeholder?.Identity)
            .Collect()
            .Select(static (identities, _) => Namesakes(identities));

        IncrementalValuesProvider<Network> networks = models
            .Where(static model => model.Network is not null)
            .Combine(namesakes)
            .Select(static (pair, _) => pair.Left.Network! with { Identity = WithUniqueHintName(pair.Left.Network.Identity, pair.Right) })
            .WithTrackingName(PipelineSteps.Network);

        IncrementalValuesProvider<Placeholder> placeholders = models
            .Where(static model => model.Placeholder is not null)
            .Combine(namesakes)
            .Select(static (pair, _) => pair.Left.Placeholder! with { Identity = WithUniqueHintName(pair.Left.Placeholder.Identity, pair.Right) });

        IncrementalValuesProvider<EquatableArray<GeneratedFile>> sources = networks
            .Select(static (network, _) => Planner.Plan(network))
            .WithTrackingName(PipelineSteps.Plan)
            .Select(static (plan, _) => SourceEmitter.Emit(plan))
            .WithTrackingName(PipelineSteps.Source);

        context.RegisterSourceOutput(sources, static (output, files) =>
        {
            foreach (GeneratedFile file in files) Add(output, file);
        });
        context.RegisterSourceOutput(placeholders, static (output, placeholder) => Add(output, PlaceholderEmitter.Emit(placeholder)));
    }

    private static void Add(SourceProductionContext output, GeneratedFile file) =>
        output.AddSource(file.HintName, SourceText.From(file.Text, Encoding.UTF8));

    /// <summary>Models whose generated files would have one name: names of files are compared without case, names of classes with it.</summary>
    private static EquatableArray<ModelIdentity> Namesakes(ImmutableArray<ModelIdentity?> identities) => identities
        .OfType<ModelIdentity>()
        .GroupBy(identity => identity.HintName, StringComparer.OrdinalIgnoreCase)
        .Where(group => group.Count() > 1)
        .SelectMany(group => group)
        .OrderBy(identity => identity.HintName, StringComparer.Ordinal)
        .ToEquatableArray();

    private static ModelIdentity WithUniqueHintName(ModelIdentity identity, EquatableArray<ModelIdentity> namesakes)
    {
        int index = 0;
        while (index < namesakes.Count && namesakes[index] != identity) index++;
        return index == namesakes.Count ? identity : identity with { HintSuffix = "-" + Text.Of(index + 1) };
    }
}
