namespace CnnGen.Runtime.Tests;

/// <summary>The formulas of augmentation in float64, one value at a time.</summary>
internal static class PlainPictures
{
    /// <summary>The value at a place between pixels of a picture that goes on beyond its edges.</summary>
    public static double Sample(float[] picture, ImageShape shape, double row, double column, int channel, FillMode fill, double fillValue)
    {
        int top = (int)Math.Floor(row);
        int left = (int)Math.Floor(column);
        double down = row - top;
        double across = column - left;
        return ((1 - down) * (1 - across) * At(top, left)) + ((1 - down) * across * At(top, left + 1))
            + (down * (1 - across) * At(top + 1, left)) + (down * across * At(top + 1, left + 1));

        double At(int r, int c)
        {
            if (fill == FillMode.Constant && (r < 0 || r >= shape.Height || c < 0 || c >= shape.Width)) return fillValue;
            return picture[(((Inside(r, shape.Height, fill) * shape.Width) + Inside(c, shape.Width, fill)) * shape.Channels) + channel];
        }
    }

    /// <summary>
    /// All moves by the matrices of Keras' <c>apply_affine_transform</c>: offset · rotation · shift · shear · zoom · reset, then the flips, on the picture as it was cropped.
    /// </summary>
    public static double[] Move(float[] picture, ImageShape shape, PictureDraw draw, FillMode fill, double fillValue)
    {
        double turn = draw.Rotation * Math.PI / 180;
        double lean = draw.Shear * Math.PI / 180;
        double middleRow = (shape.Height / 2.0) - 0.5;
        double middleColumn = (shape.Width / 2.0) - 0.5;
        double[,] matrix = Product(
            new[,] { { 1, 0, middleRow }, { 0, 1, middleColumn }, { 0, 0, 1 } },
            new[,] { { Math.Cos(turn), -Math.Sin(turn), 0 }, { Math.Sin(turn), Math.Cos(turn), 0 }, { 0, 0, 1 } },
            new[,] { { 1, 0, draw.RowShift }, { 0, 1, draw.ColumnShift }, { 0, 0, 1 } },
            new[,] { { 1, -Math.Sin(lean), 0 }, { 0, Math.Cos(lean), 0 }, { 0, 0, 1 } },
            new[,] { { draw.RowZoom, 0, 0 }, { 0, draw.ColumnZoom, 0 }, { 0, 0, 1 } },
            new[,] { { 1, 0, -middleRow }, { 0, 1, -middleColumn }, { 0, 0, 1 } });

        // The window's edges: pixel p of n covers p − ½ .. p + ½.
        double windowHeight = draw.Crop.RowScale * shape.Height;
        double windowWidth = draw.Crop.ColumnScale * shape.Width;
        double windowTop = ((shape.Height - windowHeight) / 2) + draw.Crop.RowShift - 0.5;
        double windowLeft = ((shape.Width - windowWidth) / 2) + draw.Crop.ColumnShift - 0.5;
        double[] moved = new double[shape.Length];
        for (int r = 0; r < shape.Height; r++)
        {
            for (int c = 0; c < shape.Width; c++)
            {
                double flippedRow = draw.FlipsVertically ? shape.Height - 1 - r : r;
                double flippedColumn = draw.FlipsHorizontally ? shape.Width - 1 - c : c;
                double row = (matrix[0, 0] * flippedRow) + (matrix[0, 1] * flippedColumn) + matrix[0, 2];
                double column = (matrix[1, 0] * flippedRow) + (matrix[1, 1] * flippedColumn) + matrix[1, 2];
                row = windowTop + ((row + 0.5) / shape.Height * windowHeight);
                column = windowLeft + ((column + 0.5) / shape.Width * windowWidth);
                for (int channel = 0; channel < shape.Channels; channel++)
                {
                    moved[(((r * shape.Width) + c) * shape.Channels) + channel] = Sample(picture, shape, row, column, channel, fill, fillValue);
                }
            }
        }

        return moved;
    }

    /// <summary>Brightness, contrast about a mean, saturation and hue of a pixel, one after the other.</summary>
    public static double[] Recolour(double[] pixel, double brightness, double contrast, double saturation, double hue, double mean)
    {
        double[] x = [.. pixel.Select(value => (contrast * ((brightness * value) - (brightness * mean))) + (brightness * mean))];
        if (x.Length is not (3 or 4)) return x;
        double luma = Luma(x);
        (double red, double green, double blue) = (luma + (saturation * (x[0] - luma)), luma + (saturation * (x[1] - luma)), luma + (saturation * (x[2] - luma)));

        // A turn about n = (1, 1, 1) / √3: v cos + (n × v) sin + n (n · v) (1 − cos).
        double angle = hue * Math.PI / 180;
        double middle = (red + green + blue) / 3 * (1 - Math.Cos(angle));
        double sin = Math.Sin(angle) / Math.Sqrt(3);
        double[] turned =
        [
            (red * Math.Cos(angle)) + ((blue - green) * sin) + middle,
            (green * Math.Cos(angle)) + ((red - blue) * sin) + middle,
            (blue * Math.Cos(angle)) + ((green - red) * sin) + middle,
        ];
        return x.Length == 4 ? [.. turned, pixel[3]] : turned;
    }

    public static double Luma(IReadOnlyList<double> pixel) => (0.299 * pixel[0]) + (0.587 * pixel[1]) + (0.114 * pixel[2]);

    private static int Inside(int index, int size, FillMode fill)
    {
        while (index < 0 || index >= size)
        {
            index = fill switch
            {
                FillMode.Wrap => index < 0 ? index + size : index - size,
                FillMode.Reflect => index < 0 ? -index - 1 : (2 * size) - 1 - index,
                _ => Math.Clamp(index, 0, size - 1),
            };
        }

        return index;
    }

    private static double[,] Product(params double[][,] matrices) => matrices.Aggregate((a, b) =>
    {
        double[,] product = new double[3, 3];
        for (int i = 0; i < 9; i++) product[i / 3, i % 3] = Enumerable.Range(0, 3).Sum(k => a[i / 3, k] * b[k, i % 3]);
        return product;
    });
}
