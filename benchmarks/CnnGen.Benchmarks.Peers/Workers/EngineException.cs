namespace CnnGen.Benchmarks.Peers.Workers;

/// <summary>An engine cannot be had, or its process ended in the middle.</summary>
/// <param name="message">Why, in one line.</param>
internal sealed class EngineException(string message) : Exception(message);
