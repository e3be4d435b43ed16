namespace CnnGen;

/// <summary>Gathers scores of yes and no, and ranks them.</summary>
internal sealed class RocCurve
{
    private readonly List<float> _scores = [];
    private readonly List<bool> _answers = [];

    /// <summary>Adds a sample.</summary>
    /// <param name="score">The higher, the likelier yes; only the order counts.</param>
    /// <param name="isYes">What is true.</param>
    public void Add(float score, bool isYes)
    {
        _scores.Add(score);
        _answers.Add(isYes);
    }

    /// <summary>
    /// The area under the curve of the rate of found yeses over that of false ones: the chance that a random yes scores above a random no, equal scores counting half
    /// (Hanley and McNeil 1982; U of Mann and Whitney over the pairs). Null where all are yes or all no, or a score is not a number.
    /// </summary>
    public double? Area()
    {
        float[] scores = [.. _scores];
        bool[] answers = [.. _answers];
        if (scores.Any(float.IsNaN)) return null;
        Array.Sort(scores, answers);
        double wins = 0;
        long noes = 0;
        for (int first = 0, next; first < scores.Length; first = next)
        {
            next = first;
            int yesHere = 0;
            while (next < scores.Length && scores[next] == scores[first]) yesHere += answers[next++] ? 1 : 0;
            int noHere = next - first - yesHere;
            wins += yesHere * (noes + (0.5 * noHere));
            noes += noHere;
        }

        long yeses = scores.Length - noes;
        return yeses == 0 || noes == 0 ? null : wins / ((double)yeses * noes);
    }
}
