namespace CnnGen.Imaging;

/// <summary>What happens to files that cannot be read as pictures.</summary>
public enum BadFiles
{
    /// <summary>Opening the folder fails and names the first of them and their number.</summary>
    Throw,

    /// <summary>They are left out and listed in <see cref="ImageFolderDataset.Skipped"/>.</summary>
    Skip,
}
