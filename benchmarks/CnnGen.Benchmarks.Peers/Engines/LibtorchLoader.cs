using System.Buffers.Binary;
using System.Text;
using TorchSharp;

namespace CnnGen.Benchmarks.Peers.Engines;

/// <summary>
/// Makes TorchSharp's native library load where libstdc++ is older than GCC 13's, as on Debian 12. The library demands version GLIBCXX_3.4.32 for one
/// symbol that nothing calls; in the copy beside the program both are marked weak, so that the loader does without. Elsewhere that changes nothing.
/// </summary>
internal static class LibtorchLoader
{
    private const string Version = "GLIBCXX_3.4.32";
    private const string Symbol = "_ZSt21ios_base_library_initv";

    /// <summary>Loads the library.</summary>
    /// <exception cref="NotSupportedException">It cannot be loaded.</exception>
    public static void Prepare()
    {
        if (OperatingSystem.IsLinux())
        {
            foreach (string path in Directory.EnumerateFiles(AppContext.BaseDirectory, "libLibTorchSharp.so", SearchOption.AllDirectories)) Relax(path);
        }

        torch.InitializeDeviceType(DeviceType.CPU);
    }

    private static void Relax(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        if (file.Length < 64 || !file.AsSpan(0, 5).SequenceEqual("\u007fELF\u0002"u8)) return;
        if (!Weaken(file)) return;
        string beside = $"{path}.{Environment.ProcessId}.tmp";
        File.WriteAllBytes(beside, file);
        File.Move(beside, path, overwrite: true);
    }

    /// <summary>Walks the section headers of a 64-bit ELF file (System V ABI, chapter 4); true where something was changed.</summary>
    private static bool Weaken(byte[] file)
    {
        const int symbolTable = 11, neededVersions = 0x6FFFFFFE;
        ulong table = U64(file, 0x28);
        (int size, int count) = (U16(file, 0x3A), U16(file, 0x3C));
        bool changed = false;
        for (int i = 0; i < count; i++)
        {
            int header = (int)table + (i * size);
            (uint type, int offset, int length) = (U32(file, header + 4), (int)U64(file, header + 24), (int)U64(file, header + 32));
            int names = (int)U64(file, (int)table + ((int)U32(file, header + 40) * size) + 24);
            if (type == symbolTable) changed |= WeakenSymbol(file, offset, length, names);
            if (type == neededVersions) changed |= WeakenVersion(file, offset, (int)U32(file, header + 44), names);
        }

        return changed;
    }

    private static bool WeakenSymbol(byte[] file, int offset, int length, int names)
    {
        const int entry = 24, binding = 4, weak = 2;
        bool changed = false;
        for (int at = offset; at < offset + length; at += entry)
        {
            if (file[at + binding] >> 4 == weak || !IsNamed(file, names + (int)U32(file, at), Symbol)) continue;
            file[at + binding] = (byte)((weak << 4) | (file[at + binding] & 15));
            changed = true;
        }

        return changed;
    }

    /// <summary>Each library needed has a list of versions.</summary>
    private static bool WeakenVersion(byte[] file, int library, int libraries, int names)
    {
        const int flags = 4, weak = 2;
        bool changed = false;
        for (; libraries > 0; libraries--, library += (int)U32(file, library + 12))
        {
            int version = library + (int)U32(file, library + 8);
            for (int left = U16(file, library + 2); left > 0; left--, version += (int)U32(file, version + 12))
            {
                if ((file[version + flags] & weak) != 0 || !IsNamed(file, names + (int)U32(file, version + 8), Version)) continue;
                file[version + flags] |= weak;
                changed = true;
            }
        }

        return changed;
    }

    private static bool IsNamed(byte[] file, int at, string name) =>
        file.AsSpan(at, name.Length).SequenceEqual(Encoding.ASCII.GetBytes(name)) && file[at + name.Length] == 0;

    private static ushort U16(byte[] file, int at) => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at));

    private static uint U32(byte[] file, int at) => BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at));

    private static ulong U64(byte[] file, int at) => BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at));
}
