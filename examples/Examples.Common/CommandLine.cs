using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using CnnGen;

namespace Examples;

/// <summary>Options of the examples, and how they end: with 0, with one line that says what is wrong and 1, or stopped by Ctrl-C with 130.</summary>
public static class CommandLine
{
    /// <summary>The most that a model takes.</summary>
    private const int MostThreads = 1024;

    /// <summary>The exit code that a shell gives a program ended by Ctrl-C.</summary>
    private const int Interrupted = 130;

    /// <summary>An option that takes a whole number.</summary>
    /// <param name="name">Such as <c>--epochs</c>.</param>
    /// <param name="value">Where it is left out; null for 0 that help does not show.</param>
    /// <param name="description">For the help.</param>
    /// <param name="lowest">Lower numbers are refused.</param>
    /// <returns>The option.</returns>
    public static Option<int> Count(string name, int? value, string description, int lowest = 1) =>
        Number(name, "N", value, description, number => number >= lowest, $"a whole number of at least {lowest}");

    /// <summary>The option <c>--threads</c>: as many as there are cores unless given.</summary>
    /// <returns>The option.</returns>
    public static Option<int> ThreadCount() =>
        Number<int>("--threads", "N", Math.Min(Environment.ProcessorCount, MostThreads), "Threads to train with; the result is the same for any number.", number => number is >= 1 and <= MostThreads, $"a whole number from 1 to {MostThreads}");

    /// <summary>An option that takes a number above 0.</summary>
    /// <param name="name">Such as <c>--learning-rate</c>.</param>
    /// <param name="value">Where it is left out; null for 0 that help does not show.</param>
    /// <param name="description">For the help.</param>
    /// <param name="helpName">What the help calls the number.</param>
    /// <returns>The option.</returns>
    public static Option<float> Rate(string name, float? value, string description, string helpName = "RATE") =>
        Number(name, helpName, value, description, number => number > 0 && float.IsFinite(number), "a number above 0");

    /// <summary>An option that takes whole numbers, <c>1,2,3</c>, none of them twice.</summary>
    /// <param name="name">Such as <c>--seeds</c>.</param>
    /// <param name="description">For the help.</param>
    /// <param name="lowest">Lower numbers are refused.</param>
    /// <returns>The option; its value is empty where it is left out.</returns>
    public static Option<int[]> Counts(string name, string description, int lowest)
    {
        int[]? Parse(ArgumentResult result)
        {
            string text = string.Join(',', result.Tokens.Select(token => token.Value)); // of an option that was given more than once too
            var numbers = new HashSet<int>();
            foreach (string part in text.Split(','))
            {
                if (int.TryParse(part, CultureInfo.InvariantCulture, out int number) && number >= lowest && numbers.Add(number)) continue;
                result.AddError($"{name} takes different whole numbers of at least {lowest} with commas between, such as 1,2,3, not {text}.");
                return null;
            }

            return [.. numbers];
        }

        return new Option<int[]>(name) { HelpName = "N,N,…", Description = description, CustomParser = Parse };
    }

    /// <summary>An option that takes a folder.</summary>
    /// <param name="name">Such as <c>--out</c>.</param>
    /// <param name="value">Where it is left out; null where it has to be given.</param>
    /// <param name="description">For the help.</param>
    /// <returns>The option.</returns>
    public static Option<string> Folder(string name, string? value, string description) => new(name)
    {
        HelpName = "DIR",
        Description = description,
        Required = value is null,
        DefaultValueFactory = value is null ? null : _ => value,
    };

    /// <summary>Parses the arguments and runs the program.</summary>
    /// <param name="command">The program's options.</param>
    /// <param name="args">Its arguments.</param>
    /// <param name="run">What it does.</param>
    /// <returns>The exit code.</returns>
    public static int Run(RootCommand command, string[] args, Action<ParseResult> run)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(run);
        command.SetAction(run);
        ParseResult parsed = command.Parse(args);
        if (parsed.Errors.Count > 0) return Fail(parsed.Errors[0].Message);
        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (OperationCanceledException stopped)
        {
            Console.Error.WriteLine($"{stopped.Message} The same command with --resume goes on.");
            return Interrupted;
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException or TrainingDivergedException)
        {
            return Fail(error.Message);
        }
    }

    private static Option<T> Number<T>(string name, string helpName, T? value, string description, Func<T, bool> isRight, string wanted)
        where T : struct, INumber<T>
    {
        T Parse(ArgumentResult result)
        {
            string text = result.Tokens[0].Value;
            if (T.TryParse(text, CultureInfo.InvariantCulture, out T number) && isRight(number)) return number;
            result.AddError($"{name} takes {wanted}, not {text}.");
            return default;
        }

        return new Option<T>(name) { HelpName = helpName, Description = description, CustomParser = Parse, DefaultValueFactory = value is { } known ? _ => known : null };
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine(message.ReplaceLineEndings(" "));
        return 1;
    }
}
