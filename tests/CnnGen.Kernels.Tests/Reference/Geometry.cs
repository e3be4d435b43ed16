using CnnGen.Generator.Model;

namespace CnnGen.Kernels.Tests.Reference;

/// <summary>Which pixels meet which cell of a window: the walk that convolutions and pools share.</summary>
internal static class Geometry
{
    /// <summary>
    /// Visits every (output pixel, cell of the window, input pixel) of a batch, the cells of one window row by row.
    /// Output row y and cell row r meet at input row y · stride + r · dilation − pad top; columns likewise.
    /// Beyond the border there is nothing to visit, or the nearest pixel where <paramref name="clampToEdge"/>.
    /// </summary>
    /// <param name="batch">Samples.</param>
    /// <param name="input">Shape of one input sample.</param>
    /// <param name="output">Shape of one output sample.</param>
    /// <param name="window">Size, stride and padding.</param>
    /// <param name="dilationHeight">Rows from one cell to the next.</param>
    /// <param name="dilationWidth">Columns from one cell to the next.</param>
    /// <param name="clampToEdge">Whether the padding is a copy of the edge.</param>
    /// <param name="visit">Given the number of the output pixel, of the cell and of the input pixel, pixels counted through the batch.</param>
    public static void Visit(
        int batch, TensorShape input, TensorShape output, Window window, int dilationHeight, int dilationWidth, bool clampToEdge, Action<int, int, int> visit)
    {
        for (int sample = 0; sample < batch; sample++)
        {
            for (int y = 0; y < output.Height; y++)
            {
                for (int x = 0; x < output.Width; x++)
                {
                    int outputPixel = (((sample * output.Height) + y) * output.Width) + x;
                    for (int row = 0; row < window.Height; row++)
                    {
                        for (int column = 0; column < window.Width; column++)
                        {
                            int inputY = (y * window.StrideHeight) + (row * dilationHeight) - window.PadTop;
                            int inputX = (x * window.StrideWidth) + (column * dilationWidth) - window.PadLeft;
                            if (clampToEdge)
                            {
                                inputY = Math.Clamp(inputY, 0, input.Height - 1);
                                inputX = Math.Clamp(inputX, 0, input.Width - 1);
                            }

                            bool inside = inputY >= 0 && inputY < input.Height && inputX >= 0 && inputX < input.Width;
                            if (inside) visit(outputPixel, (row * window.Width) + column, (((sample * input.Height) + inputY) * input.Width) + inputX);
                        }
                    }
                }
            }
        }
    }
}
