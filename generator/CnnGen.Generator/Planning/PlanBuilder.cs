using CnnGen.Generator.Infrastructure;

namespace CnnGen.Generator.Planning;

/// <summary>Gives each distinct kernel one name, after the first step that asks for it.</summary>
internal sealed class KernelRegistry
{
    private static readonly string[] Prefixes = [ForwardPlanner.PredictPrefix, ForwardPlanner.TrainPrefix];
    private readonly Dictionary<Kernel, string> _names;
    private readonly HashSet<string> _taken;
    private readonly List<NamedKernel> _kernels;

    public KernelRegistry()
        : this([], [], [])
    {
    }

    private KernelRegistry(Dictionary<Kernel, string> names, HashSet<string> taken, List<NamedKernel> kernels) => (_names, _taken, _kernels) = (names, taken, kernels);

    /// <summary>Goes on from here by itself, for a plan that may be dropped.</summary>
    public KernelRegistry Branch() => new(new(_names), [.. _taken], [.. _kernels]);

    public EquatableArray<NamedKernel> Kernels => _kernels.ToEquatableArray();

    /// <summary>The kernel's name: that of the step without the pass that it belongs to, where no other kernel has it.</summary>
    public string NameOf(Kernel kernel, string step)
    {
        if (_names.TryGetValue(kernel, out string? known)) return known;
        string name = Prefixes.Where(prefix => step.StartsWith(prefix, StringComparison.Ordinal)).Select(prefix => step.Substring(prefix.Length)).Append(step).First();
        if (!_taken.Add(name)) _taken.Add(name = step);
        _names.Add(kernel, name);
        _kernels.Add(new NamedKernel(name, kernel));
        return name;
    }
}

/// <summary>Memory that a step works on, before buffers have their places.</summary>
internal readonly record struct Operand(MemorySpace Space, PlannedBuffer? Buffer, long Offset)
{
    public static implicit operator Operand(PlannedBuffer buffer) => new(buffer.Space, buffer, 0);
}

/// <summary>Floats handed out one after the other: the fixed part of an arena, or the derived weights.</summary>
internal sealed class Stretch(MemorySpace space)
{
    public int Length { get; private set; }

    /// <summary>Goes on from here by itself, for a plan that may be dropped.</summary>
    public Stretch Branch() => new(space) { Length = Length };

    public Operand Take(int floats)
    {
        var operand = new Operand(space, null, Length);
        Length = checked(Length + BufferLayout.RoundUp(floats));
        return operand;
    }
}

/// <summary>Collects the steps of the passes that share an arena, and how long each buffer lives.</summary>
/// <param name="kernels">Names of the kernels.</param>
/// <param name="derived">Weights derived from the parameters.</param>
/// <param name="space">Where the buffers lie.</param>
internal sealed class PlanBuilder(KernelRegistry kernels, Stretch derived, MemorySpace space = MemorySpace.ArenaPerSample)
{
    private readonly List<(PassKind Pass, Draft Step)> _steps = [];
    private readonly List<PlannedBuffer> _buffers = [];
    private readonly List<PlannedBuffer> _appended = [];

    public Stretch Fixed { get; } = new(MemorySpace.ArenaFixed);

    public Stretch Derived { get; } = derived;

    public KernelRegistry Kernels { get; } = kernels;

    /// <summary>The memory that a thread has for itself.</summary>
    public static Operand Scratch => new(MemorySpace.Scratch, null, 0);

    /// <summary>The step that comes next.</summary>
    public int Now => _steps.Count;

    public PlannedBuffer NewBuffer(string name, int floats) => NewBuffer(name, floats, space);

    /// <summary>A buffer that lives within one slice of a training step.</summary>
    public PlannedBuffer NewSliceBuffer(string name, int floats) => NewBuffer(name, floats, MemorySpace.TrainingSlice);

    /// <summary>A buffer behind all others, for passes that only some calls run.</summary>
    public PlannedBuffer NewAppendedBuffer(string name, int floats)
    {
        var buffer = new PlannedBuffer(name, floats, space);
        _appended.Add(buffer);
        return buffer;
    }

    /// <summary>
    /// Ends a stage that began at a step and through which samples go one slice after the other: a later sample is at its first step when an earlier one is past its last.
    /// What lies outside the slices and is touched in the stage lives through all of it.
    /// </summary>
    public void EndStage(int start)
    {
        foreach (PlannedBuffer buffer in _buffers.Where(buffer => buffer.Space != MemorySpace.TrainingSlice && buffer.Last >= start))
        {
            buffer.Touch(start);
            buffer.Touch(Math.Max(start, Now - 1));
        }
    }

    /// <summary>Adds a step.</summary>
    /// <param name="items">Items a sample, or in all where <paramref name="isFixed"/>.</param>
    /// <param name="work">Multiply-adds or like operations a sample, or in all.</param>
    public void Add(PassKind pass, string name, int layer, Kernel kernel, int items, long work, bool isFixed, params Operand[] operands)
    {
        foreach (Operand operand in operands) operand.Buffer?.Touch(Now);
        var draft = new Draft(name, layer, Kernels.NameOf(kernel, name), operands, isFixed ? 0 : items, isFixed ? items : 0, isFixed ? 0 : work, isFixed ? work : 0);
        _steps.Add((pass, draft));
    }

    /// <summary>Adds steps once more, to a later pass. What refreshes derived weights is left out: they are there still.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="end">The step behind the last.</param>
    /// <param name="pass">The later pass.</param>
    /// <param name="standIn">The buffer to take for one that they touched.</param>
    public void Repeat(int first, int end, PassKind pass, Func<PlannedBuffer, PlannedBuffer> standIn)
    {
        for (int i = first; i < end; i++)
        {
            (PassKind original, Draft step) = _steps[i];
            if (original == PassKind.TrainingRefresh) continue;
            Operand[] operands = [.. step.Operands.Select(operand => operand.Buffer is { } buffer ? standIn(buffer) : operand)];
            foreach (Operand operand in operands) operand.Buffer?.Touch(Now);
            _steps.Add((pass, step with { Name = ForwardPlanner.RecomputePrefix + step.Name.Substring(ForwardPlanner.TrainPrefix.Length), Operands = operands, IsRepeated = true }));
        }
    }

    /// <summary>A buffer like another.</summary>
    public PlannedBuffer NewBufferLike(PlannedBuffer buffer) => NewBuffer(ForwardPlanner.RecomputePrefix + buffer.Name, buffer.Floats, buffer.Space);

    /// <summary>Multiply-adds of steps, of a sample.</summary>
    public long WorkOf(int first, int end) => _steps.Skip(first).Take(end - first).Where(step => step.Pass != PassKind.TrainingRefresh).Sum(step => step.Step.WorkPerSample + step.Step.FixedWork);

    /// <summary>Whether a step of a range touches a buffer.</summary>
    public bool Touches(int first, int end, PlannedBuffer buffer) => _steps.Skip(first).Take(end - first).Any(step => step.Step.Operands.Any(operand => operand.Buffer == buffer));

    /// <summary>Floats of a sample, outside of slices, that are alive at a step in buffers that a step or one behind it is the first to touch.</summary>
    public long FloatsSince(int first, int step) => _buffers.Where(buffer => buffer.Space != MemorySpace.TrainingSlice && buffer.First >= first && buffer.First <= step && step <= buffer.Last).Sum(buffer => (long)buffer.Floats);

    /// <summary>Says of the step just added why it is as it is.</summary>
    public void Explain(string note) => _steps[_steps.Count - 1] = (_steps[_steps.Count - 1].Pass, _steps[_steps.Count - 1].Step with { Note = note });

    /// <summary>Places the buffers that live within slices.</summary>
    /// <returns>Their size for a sample.</returns>
    public long PlaceSliceBuffers() => ArenaAllocator.Place([.. _buffers.Where(buffer => buffer.Space == MemorySpace.TrainingSlice)]);

    /// <summary>Places the others. <paramref name="perSample"/> is their size, <paramref name="withAppended"/> also counts those behind.</summary>
    public void PlaceBuffers(out long perSample, out long withAppended)
    {
        perSample = ArenaAllocator.Place([.. _buffers.Where(buffer => buffer.Space != MemorySpace.TrainingSlice)]);
        withAppended = perSample;
        foreach (PlannedBuffer buffer in _appended)
        {
            buffer.Offset = withAppended;
            withAppended += buffer.Floats;
        }
    }

    /// <summary>The steps of a pass, with the places that <see cref="PlaceBuffers"/> found.</summary>
    public Pass PassOf(PassKind kind) => new(kind, _steps.Where(step => step.Pass == kind).Select(step => step.Step.Resolve()).ToEquatableArray());

    private PlannedBuffer NewBuffer(string name, int floats, MemorySpace where)
    {
        var buffer = new PlannedBuffer(name, floats, where);
        _buffers.Add(buffer);
        return buffer;
    }

    private sealed record Draft(string Name, int Layer, string Kernel, Operand[] Operands, int ItemsPerSample, int FixedItems, long WorkPerSample, long FixedWork)
    {
        public string? Note { get; init; }

        public bool IsRepeated { get; init; }

        public Step Resolve() => new(
            Name, Layer, Kernel, Operands.Select(operand => new Argument(operand.Space, operand.Offset + (operand.Buffer?.Offset ?? 0), operand.Buffer?.Floats ?? 0)).ToEquatableArray(),
            ItemsPerSample, FixedItems, WorkPerSample, FixedWork)
        {
            Note = Note,
            IsRepeated = IsRepeated,
        };
    }
}
