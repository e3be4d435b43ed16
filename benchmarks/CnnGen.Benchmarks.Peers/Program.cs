using System.Globalization;
using CnnGen.Benchmarks.Peers;
using CnnGen.Benchmarks.Peers.Engines;
using CnnGen.Benchmarks.Peers.Networks;
using CnnGen.Benchmarks.Peers.StartUp;
using CnnGen.Benchmarks.Peers.Workers;

// The program starts itself again for what needs a process of its own.
return args switch
{
    [StartProbe.Command, string engine, string file] => StartProbe.Run(engine, file),
    [Worker.Command, string engine, string task, string optimizer, string network, string batch, string threads, string folder] =>
        Worker.Run(engine, new Cell(task, optimizer, network, Number(batch), Number(threads)), new NetworkFiles(folder)),
    [Preparation.Command, string network, string folder] => Preparation.Run(network, folder),
    _ => CommandLine.Run(args),
};

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
