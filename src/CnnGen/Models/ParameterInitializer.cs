namespace CnnGen;

/// <summary>Draws the starting values of parameters. Each tensor has a stream of its own, so that adding a layer leaves the draws of the others alone.</summary>
internal static class ParameterInitializer
{
    public static void Fill(Span<float> values, ParameterInfo parameter, int seed, int stream)
    {
        var random = new SplitMix64(((ulong)(uint)seed << 32) | (uint)stream);
        double fanIn = Math.Max(1, parameter.FanIn);
        double fanMean = Math.Max(1, (parameter.FanIn + parameter.FanOut) / 2.0);
        switch (parameter.Fill)
        {
            case ParameterFill.GlorotUniform: FillUniform(values, Math.Sqrt(3 / fanMean), ref random); break;
            case ParameterFill.HeUniform: FillUniform(values, Math.Sqrt(6 / fanIn), ref random); break;
            case ParameterFill.GlorotNormal: FillTruncatedNormal(values, Math.Sqrt(1 / fanMean), ref random); break;
            case ParameterFill.HeNormal: FillTruncatedNormal(values, Math.Sqrt(2 / fanIn), ref random); break;
            case ParameterFill.Ones: values.Fill(1); break;
            default: values.Clear(); break;
        }
    }

    private static void FillUniform(Span<float> values, double limit, ref SplitMix64 random)
    {
        foreach (ref float value in values) value = (float)(((2 * random.NextDouble()) - 1) * limit);
    }

    private static void FillTruncatedNormal(Span<float> values, double deviation, ref SplitMix64 random)
    {
        // A normal cut at two deviations has 0.8796 of its deviation; dividing by it keeps the variance asked for, as Keras does.
        double scale = deviation / 0.87962566103423978;
        foreach (ref float value in values)
        {
            double draw;
            do draw = random.NextNormal();
            while (Math.Abs(draw) > 2);
            value = (float)(draw * scale);
        }
    }
}
