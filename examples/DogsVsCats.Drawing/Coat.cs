using SkiaSharp;

namespace Drawing;

/// <summary>How fur is marked.</summary>
internal enum FurPattern
{
    Plain,
    Stripes,
    EyePatch,
    LightFace,
    Blaze,
    Spots,
}

/// <summary>The colours of an animal. Cats and dogs draw from the same ones.</summary>
internal sealed record Coat(SKColor Fur, SKColor Marking, SKColor Muzzle, SKColor EarHollow, SKColor Nose, SKColor Tongue, SKColor Iris, bool MarkedEars, FurPattern Pattern)
{
    private static readonly string[] Noses = ["#2B2326", "#3A3230", "#4A4448", "#E6B0AC", "#DDB8B0", "#D9C0B8"];

    private static readonly string[] Tongues = ["#E67A86", "#D9606C", "#F0A8A8", "#6A5470", "#B05068"];

    private static readonly string[] Irises = ["#7FB33D", "#E2A62B", "#4C9ED9", "#B8793A", "#3FAE8C"];

    /// <summary>The colour of lines on this fur.</summary>
    public SKColor Line => Fur.Contrasting(0.55f);

    public static Coat Draw(Dice dice, SKColor fur)
    {
        SKColor marking = Palette.DrawUnlike(dice, fur, 0.18f);
        SKColor muzzle = dice.Chance(0.25) ? fur.Lighter(dice.Between(0.3, 0.6)) : fur.Mix(marking, 0.65f);
        SKColor earHollow = dice.Chance(0.5) ? fur.Contrasting(0.4f) : fur.Mix(marking, 0.7f);
        return new Coat(
            fur, marking, muzzle, earHollow, SKColor.Parse(dice.Pick(Noses)), SKColor.Parse(dice.Pick(Tongues)), SKColor.Parse(dice.Pick(Irises)), dice.Chance(0.3), dice.Pick<FurPattern>());
    }
}
