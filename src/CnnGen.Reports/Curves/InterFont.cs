using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using ScottPlot;
using SkiaSharp;

namespace CnnGen.Reports;

/// <summary>
/// The typeface Inter (Rasmus Andersson, SIL Open Font Licence), for text that looks the same on every machine, with or without fonts of its own.
/// The build embeds the assembly of Avalonia.Fonts.Inter; this reads the font files out of its resources without loading it.
/// </summary>
internal static class InterFont
{
    /// <summary>The family's name.</summary>
    public const string Name = "Inter";

    private const string Resources = "!AvaloniaResources";

    private static readonly Lazy<byte[]> Archive = new(ReadArchive);
    private static readonly Lazy<SKTypeface> RegularTypeface = new(() => Load("/Assets/Inter-Regular.ttf"));
    private static readonly Lazy<SKTypeface> BoldTypeface = new(() => Load("/Assets/Inter-SemiBold.ttf"));
    private static readonly Lazy<bool> Registration = new(() =>
    {
        Fonts.FontResolvers.Insert(0, new Resolver());
        return true;
    });

    /// <summary>Weight 400.</summary>
    public static SKTypeface Regular => RegularTypeface.Value;

    /// <summary>Weight 600.</summary>
    public static SKTypeface Bold => BoldTypeface.Value;

    /// <summary>Lets plots use the family by its name.</summary>
    public static bool Register() => Registration.Value;

    private static byte[] ReadArchive()
    {
        using Stream assembly = typeof(InterFont).Assembly.GetManifestResourceStream(Name)
            ?? throw new InvalidOperationException("The font is not embedded in this build.");
        using var file = new PEReader(assembly);
        MetadataReader metadata = file.GetMetadataReader();
        ManifestResource resource = metadata.ManifestResources
            .Select(metadata.GetManifestResource)
            .Single(candidate => metadata.StringComparer.Equals(candidate.Name, Resources));
        BlobReader section = file.GetSectionData(file.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress).GetReader();

        // ECMA-335, II.24.2.4: a resource is its length in four bytes and then its content.
        section.Offset = checked((int)resource.Offset);
        return section.ReadBytes(section.ReadInt32());
    }

    /// <summary>The archive is the length of its index, the index (version 2, number of entries, then name, offset and size of each) and the files.</summary>
    private static SKTypeface Load(string name)
    {
        byte[] archive = Archive.Value;
        using var reader = new BinaryReader(new MemoryStream(archive), Encoding.UTF8);
        int start = reader.ReadInt32() + sizeof(int);
        int version = reader.ReadInt32();
        if (version != 2) throw new InvalidOperationException($"The archive of fonts has version {version}, not 2.");
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            string entry = reader.ReadString();
            int offset = reader.ReadInt32();
            int size = reader.ReadInt32();
            if (entry != name) continue;
            using SKData data = SKData.CreateCopy(archive.AsSpan(start + offset, size));
            return SKTypeface.FromData(data) ?? throw new InvalidOperationException($"{name} is not a font.");
        }

        throw new InvalidOperationException($"The archive of fonts has no {name}.");
    }

    private sealed class Resolver : IFontResolver
    {
        public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
            fontName != Name ? null : weight >= FontWeight.SemiBold ? Bold : Regular;

        public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
            fontName != Name ? null : bold ? Bold : Regular;
    }
}
