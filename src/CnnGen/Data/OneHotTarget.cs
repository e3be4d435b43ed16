namespace CnnGen;

/// <summary>The target that says a class.</summary>
internal static class OneHotTarget
{
    /// <summary>1 in the place of the class and 0 elsewhere; where there is one value, the class itself, 0 or 1.</summary>
    /// <exception cref="ArgumentException">The class has no place in the target.</exception>
    public static void Write(int label, int sample, Span<float> target)
    {
        int classes = target.Length == 1 ? 2 : target.Length;
        if ((uint)label >= (uint)classes)
        {
            throw new ArgumentException($"Sample {sample} is of class {label}, but a target of length {target.Length} tells {classes} classes apart.", nameof(target));
        }

        target.Clear();
        if (target.Length == 1)
        {
            target[0] = label;
        }
        else
        {
            target[label] = 1;
        }
    }
}
