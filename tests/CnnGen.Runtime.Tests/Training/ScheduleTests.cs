namespace CnnGen.Runtime.Tests;

public sealed class ScheduleTests
{
    private static readonly Func<LearningRateSchedule>[] WrongSchedules =
    [
        () => new ConstantRate(-1),
        () => new ConstantRate(float.NaN),
        () => new ConstantRate(1) { WarmUpEpochs = double.PositiveInfinity },
        () => new StepDecay(1, 0),
        () => new StepDecay(1, 1, 0),
        () => new ExponentialDecay(1, 1.5),
        () => new CosineDecay(1) { WarmUpEpochs = -1 },
        () => new CosineDecay(float.PositiveInfinity),
        () => new OneCycle(1) { RiseShare = 0 },
        () => new OneCycle(1) { FinalDivisor = 0.5 },
        () => new ReduceOnPlateau(1) { Patience = 0 },
        () => new ReduceOnPlateau(1) { MinDelta = double.NaN },
    ];

    [Fact]
    public void A_constant_rate_stays() => Assert.All(Rates(new ConstantRate(0.5f), 10, 3), rate => Assert.Equal(0.5f, rate));

    [Fact]
    public void A_constant_rate_may_rise_in_a_line_first()
    {
        Assert.Equal([0.25f, 0.5f, 0.75f, 1, 1, 1, 1, 1], Rates(new ConstantRate(1) { WarmUpEpochs = 2 }, stepsPerEpoch: 2, epochs: 4));
        Assert.All(Rates(new ConstantRate(1) { WarmUpEpochs = 9 }, 3, 2), rate => Assert.InRange(rate, 0.1f, 1));
    }

    [Fact]
    public void Stairs_fall_at_whole_epochs() =>
        Assert.Equal([8, 8, 8, 8, 4, 4, 4, 4, 2, 2], Rates(new StepDecay(8, everyEpochs: 2, factor: 0.5), stepsPerEpoch: 2, epochs: 5));

    [Fact]
    public void Exponential_decay_has_its_factor_after_an_epoch_and_its_root_after_half_of_one()
    {
        float[] rates = Rates(new ExponentialDecay(1, 0.25), stepsPerEpoch: 2, epochs: 2);
        Assert.Equal([1, 0.5f, 0.25f, 0.125f], rates);
    }

    [Fact]
    public void The_cosine_rises_in_a_line_and_falls_by_half_a_period()
    {
        float[] rates = Rates(new CosineDecay(1) { WarmUpEpochs = 1, FinalRate = 0.2f }, stepsPerEpoch: 4, epochs: 5);
        Assert.Equal([0.25f, 0.5f, 0.75f, 1, 1], rates[..5]);
        Assert.Equal(0.6f, rates[4 + 8], 1e-6); // half way down
        Assert.Equal(0.2 + (0.8 * 0.5 * (1 + Math.Cos(Math.PI * 15 / 16))), rates[^1], 1e-6);
        Assert.Equal(0.2f, new CosineDecay(1) { FinalRate = 0.2f }.RateAt(new SchedulePosition(50, 4, 5), []));
        Assert.All(Rates(new CosineDecay(1) { WarmUpEpochs = 9 }, 3, 2), rate => Assert.InRange(rate, 0.1f, 1));
    }

    [Fact]
    public void One_cycle_is_that_of_PyTorch()
    {
        // torch.optim.lr_scheduler.OneCycleLR(max_lr=1, total_steps=10): phases end at steps 2 and 9; values of its formula.
        float[] rates = Rates(new OneCycle(1), stepsPerEpoch: 5, epochs: 2);
        Assert.Equal(0.04f, rates[0], 1e-7);
        Assert.Equal(0.52f, rates[1], 1e-6);
        Assert.Equal(1f, rates[2], 1e-7);
        Assert.Equal(4e-6f, rates[9], 1e-9);
        Assert.Equal(rates[2..].OrderDescending(), rates[2..]);
        Assert.All(Rates(new OneCycle(1), 1, 1), rate => Assert.InRange(rate, 0, 1));
        Assert.Equal(1f, Rates(new OneCycle(1) { RiseShare = 1 }, 5, 1)[^1]);
    }

    [Fact]
    public void A_plateau_lowers_the_rate_and_waits_anew()
    {
        var schedule = new ReduceOnPlateau(1) { Factor = 0.5, Patience = 2, MinDelta = 0.1, MinRate = 0.2f };
        double[] losses = [5, 4, 3.95, 3.91, 3, 3, 3, 3, 3, 3, 3];
        float[] expected = [1, 1, 1, 1, 0.5f, 0.5f, 0.5f, 0.25f, 0.25f, 0.2f, 0.2f, 0.2f];
        float[] rates = [.. Enumerable.Range(0, losses.Length + 1).Select(count => schedule.RateAt(default, [.. losses.Take(count).Select((loss, i) => Epoch(i + 1, loss))]))];
        Assert.Equal(expected, rates);
        Assert.Equal(0.1f, new ReduceOnPlateau(0.1f) { Patience = 1, MinRate = 1 }.RateAt(default, [Epoch(1, 1), Epoch(2, 1), Epoch(3, 1)]));
    }

    [Fact]
    public void A_plateau_of_accuracy_is_one_that_does_not_rise()
    {
        var schedule = new ReduceOnPlateau(1) { Monitor = MonitoredQuantity.ValidationAccuracy, Patience = 1 };
        EpochResult Of(int epoch, double accuracy) => Epoch(epoch, 1) with { ValidationAccuracy = accuracy };
        Assert.Equal(1f, schedule.RateAt(default, [Of(1, 0.1), Of(2, 0.2), Of(3, 0.3)]));
        Assert.Equal(0.1f, schedule.RateAt(default, [Of(1, 0.3), Of(2, 0.2)]), 1e-7);
        Assert.Equal(0.1f, schedule.RateAt(default, [Of(1, 0.3), Of(2, double.NaN)]), 1e-7);
    }

    [Fact]
    public void Numbers_out_of_their_range_are_refused() => Assert.All(WrongSchedules, make => Assert.Throws<ArgumentOutOfRangeException>(() => make()));

    [Fact]
    public void Fit_takes_each_step_at_its_rate_and_tells_it()
    {
        var observer = new Recorder();
        var optimizer = new Sgd(123);
        History history = LinearModel.Dense(Samples.Small, 3).Fit(
            Samples.Separable(20, 3), options: new FitOptions { Epochs = 3, BatchSize = 10, Optimizer = optimizer, Schedule = new StepDecay(0.8f, 1, 0.5), Observer = observer });
        Assert.Equal([0.8f, 0.8f, 0.4f, 0.4f, 0.2f, 0.2f], observer.Steps.Select(step => step.LearningRate));
        Assert.Equal([0.8f, 0.4f, 0.2f], history.Epochs.Select(epoch => epoch.LearningRate));
        Assert.Equal(0.2f, optimizer.LearningRate);
    }

    [Fact]
    public void A_schedule_moves_the_weights_as_the_rates_set_by_hand_do()
    {
        float[] Train(LearningRateSchedule? schedule, float rate)
        {
            LinearModel model = LinearModel.Dense(Samples.Small, 3);
            model.Fit(Samples.Separable(20, 3), options: new FitOptions { Epochs = 2, BatchSize = 10, Optimizer = new Sgd(rate), Schedule = schedule });
            return model.Parameters.All.ToArray();
        }

        Assert.Equal(Train(null, 0.3f), Train(new ConstantRate(0.3f), 7));
        Assert.NotEqual(Train(null, 0.3f), Train(new ExponentialDecay(0.3f, 0.5), 7));
    }

    private static EpochResult Epoch(int number, double validationLoss) => new(number, 1, null, validationLoss, null, 1, 1);

    private static float[] Rates(LearningRateSchedule schedule, int stepsPerEpoch, int epochs) =>
        [.. Enumerable.Range(0, stepsPerEpoch * epochs).Select(step => schedule.RateAt(new SchedulePosition(step, stepsPerEpoch, epochs), []))];
}
