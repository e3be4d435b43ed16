namespace CnnGen;

/// <content>Saving and loading.</content>
public abstract partial class CompiledModel
{
    /// <summary>Saves all weights, running averages too, in safetensors; the file is written beside and renamed into place.</summary>
    /// <param name="path">Where to; a file there is replaced.</param>
    /// <exception cref="IOException">The file cannot be written; what was there is left as it was.</exception>
    /// <exception cref="InvalidOperationException">Another thread uses this object, or trains a model with the same weights.</exception>
    public void Save(string path)
    {
        using Usage usage = Enter(writing: false);
        ModelFile.Save(path, Parameters);
    }

    /// <summary>Replaces all weights by those of a file, for the generated <c>Load</c>.</summary>
    /// <param name="path">A file that <see cref="Save"/> has written for the same architecture.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or of another architecture; the message names it and the first tensor that differs. The weights are as they were.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    protected void LoadFrom(string path)
    {
        using Usage usage = Enter(writing: true);
        ModelFile.Load(path, Parameters);
    }
}
