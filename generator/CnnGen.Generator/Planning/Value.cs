using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>What flows between operations: a buffer, its layout, and (in training) the buffer of its gradient. Operations that work in place hand on the same value.</summary>
internal sealed class Value(TensorShape shape, BufferLayout layout, PlannedBuffer buffer)
{
    public TensorShape Shape { get; } = shape;

    public BufferLayout Layout { get; } = layout;

    public PlannedBuffer Buffer { get; } = buffer;

    public BufferLayout GradientLayout { get; set; }

    public PlannedBuffer? Gradient { get; set; }
}
