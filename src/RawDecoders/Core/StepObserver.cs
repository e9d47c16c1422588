// Owns: being told of the steps of work that is for several threads, for measurements. Stands beside StagedWork. Leaves what follows from the times
// to who measures (the benchmark of threads).

namespace RawDecoders;

/// <summary>How work is divided: what <see cref="StagedWork"/> goes by.</summary>
/// <param name="Units">How many units there are.</param>
/// <param name="Stages">Through how many stages each goes.</param>
/// <param name="Slots">How many units there may be between the first stage and the last.</param>
/// <param name="ParallelStages">Bit s is set if stage s may work on several units at once.</param>
/// <param name="LooksBack">Whether the last stage also reads what the stages before it made of the unit before.</param>
internal readonly record struct StagedShape(int Units, int Stages, int Slots, int ParallelStages, bool LooksBack);

/// <summary>Is told of each step that the calling thread does. While there is one, that thread does all of them, whatever was planned.</summary>
internal abstract class StepObserver
{
    /// <summary>The one of this thread; null: none, as always but in measurements.</summary>
    [ThreadStatic]
    internal static StepObserver? Current;

    /// <summary>Work begins.</summary>
    public abstract void Begin(StagedShape shape);

    /// <summary>A step begins.</summary>
    public abstract void Starting();

    /// <summary>It has been done.</summary>
    /// <param name="stage">Its stage.</param>
    /// <param name="unit">Its unit.</param>
    public abstract void Done(int stage, int unit);
}
