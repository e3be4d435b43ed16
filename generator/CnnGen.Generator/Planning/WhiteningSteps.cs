using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>The steps of a whitening that go with no other layer's.</summary>
internal static class WhiteningSteps
{
    /// <summary>Adds dx = dy · Wᵀ. The figures themselves are not learned.</summary>
    /// <param name="matrix">W.</param>
    /// <param name="input">What was whitened; its gradient's layout is known.</param>
    /// <param name="output">What came of it, with its gradient.</param>
    /// <param name="inputGradient">Where dx goes.</param>
    public static void AddWhiteningGradient(
        this PlanBuilder builder, WhitenLayer layer, int source, PassKind pass, Operand matrix, Value input, Value output, PlannedBuffer inputGradient)
    {
        string name = layer.Name + "InputGradient";
        (PlannedBuffer outputGradient, BufferLayout layout) = (output.Gradient!, output.GradientLayout);
        long work = layer.Input.Size * layer.Order;
        if (layer.Over == OverKind.Channels)
        {
            ContractionKernel ofPixels = WhiteningWalks.InputGradient(layer, layout, input.GradientLayout);
            builder.Add(pass, name, source, ofPixels, layer.Input.Height, work, false, matrix, outputGradient, inputGradient);
            return;
        }

        if (!layout.Halo.IsEmpty)
        {
            // All values of a picture are one sum, which wants them side by side.
            BufferLayout plain = BufferLayout.Of(layer.Output);
            PlannedBuffer row = builder.NewAppendedBuffer(layer.Name + "GradientRow", plain.SampleStride);
            builder.AddElement(pass, name + "Copy", source, ElementOperation.Copy, layer.Output, default, 0, [(outputGradient, layout, "input"), (row, plain, "output")]);
            (outputGradient, layout) = (row, plain);
        }

        ContractionKernel kernel = DenseWalks.InputGradientByRows(WhiteningWalks.AsDense(layer), layout, input.GradientLayout);
        builder.Add(pass, name, source, kernel, kernel.Items[0].Count.Value, work, true, matrix, outputGradient, inputGradient);
    }
}
