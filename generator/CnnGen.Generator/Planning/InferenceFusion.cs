using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>One step of predicting: an operation with what is done to its sums in passing.</summary>
/// <param name="Layer">What is computed; a convolution or dense layer has the activation that follows it.</param>
/// <param name="Source">Index of the declared layer.</param>
/// <param name="Norm">A batch normalisation folded into the weights, or null.</param>
/// <param name="Pool">A pool applied before anything is stored, or null.</param>
/// <param name="Whitening">A whitening of what the operation reads, folded into the weights, or null.</param>
internal sealed record FusedOperation(Layer Layer, int Source, BatchNormLayer? Norm = null, PoolingLayer? Pool = null, WhitenLayer? Whitening = null)
{
    /// <summary>Shape of what is stored.</summary>
    public TensorShape Output => Pool?.Output ?? Layer.Output;

    public bool WorksInPlace => Layer is ActivationLayer or BatchNormLayer;
}

/// <summary>What predicting may leave out or do in passing: dropout vanishes, a normalisation becomes part of the weights before it, an activation and a pool happen in registers.</summary>
internal static class InferenceFusion
{
    /// <param name="operations">The lowered network.</param>
    /// <param name="body">How many of them come before the output pass.</param>
    /// <param name="canFold">Whether an operation may have a whitening of its input in its weights.</param>
    /// <param name="isDirect">Whether a convolution is computed by sums in registers.</param>
    /// <param name="fusedBody">How many of the result come before the output pass.</param>
    public static EquatableArray<FusedOperation> Fuse(EquatableArray<Operation> operations, int body, Func<FusedOperation, WhitenLayer, bool> canFold, Func<ConvolutionLayer, bool> isDirect, out int fusedBody)
    {
        List<FusedOperation> fused = [.. FuseStretch([.. operations.Take(body)], isDirect)];
        FoldWhitening(fused, canFold);
        fusedBody = fused.Count;
        fused.AddRange(operations.Skip(body).Select(operation => new FusedOperation(operation.Layer, operation.Source)));
        return fused.ToEquatableArray();
    }

    private static IEnumerable<FusedOperation> FuseStretch(List<Operation> operations, Func<ConvolutionLayer, bool> isDirect)
    {
        operations.RemoveAll(operation => operation.Layer is DropoutLayer);
        for (int i = 0; i < operations.Count; i++)
        {
            var fused = new FusedOperation(operations[i].Layer, operations[i].Source);
            bool Take<T>(Func<T, bool> fits, Func<T, FusedOperation> add)
                where T : Layer
            {
                if (i + 1 >= operations.Count || operations[i + 1].Layer is not T next || !fits(next)) return false;
                fused = add(next);
                i++;
                return true;
            }

            if (fused.Layer is ConvolutionLayer or DenseLayer)
            {
                if (ActivationOf(fused.Layer).Kind == ActivationKind.None)
                {
                    Take<BatchNormLayer>(_ => true, norm => fused with { Norm = norm });
                    Take<ActivationLayer>(layer => Lowering.IsEpilogue(layer.Activation.Kind), layer => fused with { Layer = Activate(fused.Layer, layer.Activation) });
                }

                if (fused.Layer is ConvolutionLayer layer && !Take<PoolingLayer>(Fits, pool => fused with { Pool = pool })
                    && isDirect(layer) && Take<PoolingLayer>(IsMeanOfAll, pool => fused with { Pool = MeansOfRows(pool) }))
                {
                    yield return fused;
                    fused = new FusedOperation(MeanOfRows((PoolingLayer)operations[i].Layer), operations[i].Source);
                }
            }

            yield return fused;
        }
    }

    /// <summary>
    /// Whitening is linear and so is what follows: Σ (x W) K = Σ x (W K). The mean is taken off as pixels are copied in, so that zeros around the picture are zeros of whitened values
    /// too and nothing else changes. A Flatten in between only renames.
    /// </summary>
    private static void FoldWhitening(List<FusedOperation> fused, Func<FusedOperation, WhitenLayer, bool> canFold)
    {
        if (fused is not [{ Layer: WhitenLayer whitening }, ..]) return;
        int reader = 1;
        while (reader < fused.Count && fused[reader].Layer is FlattenLayer) reader++;
        if (reader == fused.Count || !canFold(fused[reader], whitening)) return;
        fused[reader] = fused[reader] with { Whitening = whitening };
        fused.RemoveAt(0);
    }

    /// <summary>Small windows side by side.</summary>
    private static bool Fits(PoolingLayer pool) =>
        pool.Window is { HasPadding: false } window
        && window.StrideHeight == window.Height && window.StrideWidth == window.Width && window.Height * window.Width <= PooledCells.Most;

    /// <summary>A mean over all pixels, of rows that are too long to be cells of a window.</summary>
    private static bool IsMeanOfAll(PoolingLayer pool) => pool is { Kind: PoolingKind.Average, Window.HasPadding: false }
        && (pool.Window.Height, pool.Window.Width) == (pool.Input.Height, pool.Input.Width) && pool.Input.Width > PooledCells.Most;

    /// <summary>The means of rows, which a convolution takes of its sums in registers.</summary>
    private static PoolingLayer MeansOfRows(PoolingLayer pool) => pool with
    {
        Output = pool.Input with { Width = 1 },
        Window = pool.Window with { Height = 1, StrideHeight = 1 },
    };

    /// <summary>The mean of those.</summary>
    private static PoolingLayer MeanOfRows(PoolingLayer pool) => pool with
    {
        Input = pool.Input with { Width = 1 },
        Window = pool.Window with { Width = 1, StrideWidth = 1 },
    };

    private static ActivationSpec ActivationOf(Layer layer) => layer is ConvolutionLayer convolution ? convolution.Activation : ((DenseLayer)layer).Activation;

    private static Layer Activate(Layer layer, ActivationSpec activation) => layer is ConvolutionLayer convolution
        ? convolution with { Activation = activation }
        : ((DenseLayer)layer) with { Activation = activation };
}
