namespace Drawing;

/// <summary>Whose face is drawn.</summary>
public enum Species
{
    /// <summary>Pointed ears, slit pupils, whiskers.</summary>
    Cat,

    /// <summary>Hanging ears, round pupils, a snout.</summary>
    Dog,
}
