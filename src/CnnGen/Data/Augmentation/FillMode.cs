namespace CnnGen;

/// <summary>
/// How a picture goes on beyond its edges, shown on a row a b c d. A sample between pixels is taken between those of the picture that was continued in this way.
/// The pictures of Keras' documentation are these; SciPy names them <c>nearest</c>, <c>grid-constant</c>, <c>reflect</c> and <c>grid-wrap</c>.
/// </summary>
public enum FillMode
{
    /// <summary>a a a | a b c d | d d d</summary>
    Nearest,

    /// <summary>k k k | a b c d | k k k, with k = <see cref="Augmentation.FillValue"/>.</summary>
    Constant,

    /// <summary>c b a | a b c d | d c b: mirrored, the edge pixel twice.</summary>
    Reflect,

    /// <summary>b c d | a b c d | a b c: the picture side by side with itself.</summary>
    Wrap,
}
