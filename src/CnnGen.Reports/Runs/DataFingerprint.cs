using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace CnnGen.Reports;

/// <summary>Tells data sets apart without reading all of them: by shape, names of classes, the class of every sample, and the pixels of some.</summary>
internal static class DataFingerprint
{
    /// <summary>Samples whose pixels are read: from the first to the last, at equal distances.</summary>
    private const int SamplesRead = 32;

    /// <summary>The fingerprint, in hexadecimal.</summary>
    public static string Of(IDataset data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{data.Count} {data.Shape} {string.Join('\n', data.ClassNames)}\n")));
        if (data.ClassNames.Count > 0)
        {
            int[] labels = [.. Enumerable.Range(0, data.Count).Select(data.ReadLabel)];
            hash.AppendData(MemoryMarshal.AsBytes(labels.AsSpan()));
        }

        int read = Math.Min(SamplesRead, data.Count);
        float[] pixels = new float[data.Shape.Length];
        for (int i = 0; i < read; i++)
        {
            data.ReadPixels(read == 1 ? 0 : (int)((long)i * (data.Count - 1) / (read - 1)), pixels);
            hash.AppendData(MemoryMarshal.AsBytes(pixels.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }
}
