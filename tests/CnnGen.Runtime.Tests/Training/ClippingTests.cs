namespace CnnGen.Runtime.Tests;

public sealed class ClippingTests
{
    [Fact]
    public void The_norm_of_all_gradients_is_brought_down_to_the_limit()
    {
        float[] parameters = new float[20];
        float[] gradients = [.. Enumerable.Range(0, 20).Select(i => i - 9f)];
        double norm = Math.Sqrt(gradients.Sum(value => (double)value * value));
        new Sgd(1) { ClipNorm = 2 }.Update(parameters, gradients);
        for (int i = 0; i < 20; i++) Assert.Equal(-gradients[i] * 2 / norm, parameters[i], 1e-6);
        Assert.Equal(2, Math.Sqrt(parameters.Sum(value => (double)value * value)), 1e-5);
    }

    [Fact]
    public void Each_value_is_held_within_its_limit()
    {
        float[] parameters = new float[19];
        float[] gradients = [.. Enumerable.Range(0, 19).Select(i => i - 9f)];
        new Sgd(1) { ClipValue = 3 }.Update(parameters, gradients);
        Assert.Equal(gradients.Select(value => -Math.Clamp(value, -3, 3)), parameters);
    }

    [Fact]
    public void Gradients_within_the_limits_keep_every_bit()
    {
        var random = new Random(3);
        float[] gradients = Samples.Floats(random, 101);
        float[] plain = new float[101];
        float[] limited = new float[101];
        new Adam().Update(plain, gradients);
        new Adam { ClipNorm = 100, ClipValue = 1 }.Update(limited, gradients);
        Assert.Equal(plain, limited);
    }

    [Fact]
    public void The_norm_is_taken_before_the_value_and_over_all_ranges()
    {
        float[] gradients = [30, 40, 0, 0, 0, 0, 0, 0, 0];
        float[] whole = new float[9];
        float[] pieces = new float[9];
        new Sgd(1) { ClipNorm = 5, ClipValue = 3.5 }.Update(whole, gradients);
        Assert.Equal([-3, -3.5f, 0], whole[..3]);
        var optimizer = new Sgd(1) { ClipNorm = 5, ClipValue = 3.5 };
        optimizer.BeginStep(gradients.AsSpan());
        optimizer.UpdateRange(pieces, gradients, 1, 9);
        optimizer.UpdateRange(pieces, gradients, 0, 1);
        Assert.Equal(whole, pieces);
        Assert.Throws<InvalidOperationException>(() => optimizer.BeginStep(9));
    }

    [Fact]
    public void Limits_are_above_zero()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd { ClipNorm = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { ClipValue = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RMSprop { ClipValue = -1 });
    }

    [Fact]
    public void Clipping_allocates_nothing()
    {
        var optimizer = new Adam { ClipNorm = 1e-3, ClipValue = 1 };
        float[] parameters = new float[77];
        float[] gradients = Samples.Floats(new Random(1), 77);
        for (int i = 0; i < 3; i++) optimizer.Update(parameters, gradients);
        Assert.Equal(0, Allocated.By(() =>
        {
            for (int i = 0; i < 10; i++) optimizer.Update(parameters, gradients);
        }));
    }
}
