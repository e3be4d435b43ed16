using System.Runtime.InteropServices;
using CnnGen.Benchmarks.Peers.Workers;

namespace CnnGen.Benchmarks.Peers.Networks;

/// <summary>Files of networks in a folder of the system's temporary ones, made when they are first asked for and removed at the end.</summary>
internal sealed class PreparedNetworks : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cnngen-peers-");
    private readonly Dictionary<string, NetworkFiles> _files = [];
    private readonly PosixSignalRegistration[] _signals;

    public PreparedNetworks()
    {
        // VGG16 takes 1.6 GB: it must not stay where the program is broken off.
        _signals = [.. ((PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM]).Select(signal => PosixSignalRegistration.Create(signal, _ => Remove()))];
    }

    /// <summary>The files of a network. They are made in a process of their own, which takes its memory with it.</summary>
    /// <exception cref="InvalidOperationException">They could not be made.</exception>
    public NetworkFiles this[string network]
    {
        get
        {
            if (_files.TryGetValue(network, out NetworkFiles? files)) return files;
            files = new NetworkFiles(_folder.CreateSubdirectory(network).FullName);
            ChildProcess.Run(Preparation.Command, network, files.Folder);
            return _files[network] = files;
        }
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals) signal.Dispose();
        Remove();
    }

    private void Remove() => _folder.Delete(recursive: true);
}

/// <summary>The process that makes the files of a network.</summary>
internal static class Preparation
{
    /// <summary>First argument of the process; the network and the folder follow.</summary>
    public const string Command = "prepare";

    /// <summary>Makes the files.</summary>
    public static int Run(string network, string folder)
    {
        new NetworkFiles(folder).Write(NetworkCatalog.Find(network));
        return 0;
    }
}
