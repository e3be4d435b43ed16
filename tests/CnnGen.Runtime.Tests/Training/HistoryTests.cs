using System.Globalization;
using System.Text.Json;

namespace CnnGen.Runtime.Tests;

public sealed class HistoryTests
{
    private static readonly History Some = new(
    [
        new EpochResult(1, 0.1 + 0.2, 0.5, null, null, 1.5, 1000) { LearningRate = 0.1f, WaitingShare = 0.25, ValidationSeconds = 0.5 },
        new EpochResult(2, 0.25, null, double.NaN, 0.75, 2, 1e7) { LearningRate = 1e-7f },
    ])
    {
        Warnings = [new TrainingWarning(TrainingWarningKind.NotLearning, 2, "a \"quoted\" word")],
    };

    [Fact]
    public void Csv_has_a_line_an_epoch_with_every_digit_and_points()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            german.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = german;
            Assert.Equal(
                "epoch,loss,accuracy,validation_loss,validation_accuracy,learning_rate,seconds,images_per_second,waiting_share,validation_seconds\n" +
                "1,0.30000000000000004,0.5,,,0.1,1.5,1000,0.25,0.5\n" +
                "2,0.25,,NaN,0.75,1E-07,2,10000000,0,0\n",
                Some.ToCsv());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_loss_that_is_not_a_number_is_not_the_best()
    {
        History Of(params double?[] losses) => new([.. losses.Select((loss, i) => new EpochResult(i + 1, 0.5, null, loss, null, 1, 1))]);
        Assert.Equal(3, Of(double.NaN, 0.5, 0.25, double.NaN, 0.25).Best.Epoch);
        Assert.Equal(1, Of(double.NaN, double.PositiveInfinity).Best.Epoch);
        Assert.Equal(1, Of(null, null).Best.Epoch);
    }

    [Fact]
    public void Json_has_the_epochs_and_the_warnings()
    {
        using JsonDocument json = JsonDocument.Parse(Some.ToJson());
        JsonElement[] epochs = [.. json.RootElement.GetProperty("epochs").EnumerateArray()];
        Assert.Equal(2, epochs.Length);
        Assert.Equal(0.1 + 0.2, epochs[0].GetProperty("loss").GetDouble());
        Assert.Equal(0.1f, epochs[0].GetProperty("learningRate").GetSingle());
        Assert.Equal(JsonValueKind.Null, epochs[0].GetProperty("validationLoss").ValueKind);
        Assert.Equal("NaN", epochs[1].GetProperty("validationLoss").GetString());
        JsonElement warning = json.RootElement.GetProperty("warnings")[0];
        Assert.Equal("NotLearning", warning.GetProperty("kind").GetString());
        Assert.Equal("a \"quoted\" word", warning.GetProperty("message").GetString());
    }

    [Fact]
    public void Files_are_replaced_as_a_whole()
    {
        using var folder = new TestFolder();
        Some.SaveCsv(folder.Write("history.csv", [1, 2, 3]));
        Some.SaveJson(folder["history.json"]);
        Assert.Equal(Some.ToCsv(), File.ReadAllText(folder["history.csv"]));
        Assert.Equal(Some.ToJson(), File.ReadAllText(folder["history.json"]));
        Assert.Equal(2, Directory.GetFiles(folder.ToString()).Length);
    }
}
