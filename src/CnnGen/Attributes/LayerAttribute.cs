namespace CnnGen;

/// <summary>A layer of a network. Layers run in the order in which their attributes stand in the text; all stand on one part of the class.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public abstract class LayerAttribute : Attribute
{
    private protected LayerAttribute()
    {
    }
}
