// Owns: one picture on several threads: who does what next and who waits for whom. Its parts ("units": some rows) pass through
// stages, as through a factory. Stands under the formats that use threads. Leaves to them what a stage does, and the slots that
// hold units between stages. There are no roles. Every thread, the caller's among them, takes whatever step is possible, so that
// the work goes on when the pool has no thread to spare (a hundred decodes at once on two cores): the caller then does it all, and
// a helper that comes too late has nothing left to do. Steps are some 100 microseconds, so that one lock for all of them costs
// nothing.
using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace RawDecoders;

/// <summary>
/// Units 0, 1, 2 ... that each go through stages 0, 1, 2 ...; a stage takes them in order and one at a time, unless it is
/// one that may work on several at once. A unit holds slot (unit modulo slots) from its first stage to its last; where the
/// last stage looks at the unit before as well, to the end of the next one's.
/// </summary>
internal abstract class StagedWork : IThreadPoolWorkItem
{
    /// <summary>
    /// For so long a thread looks out for something to do before it sleeps: about as long as waking it up takes where an idle processor is halted
    /// (a virtual machine). With a quarter of it two threads took 0.70 to 0.84 of one thread's time on a progressive JPEG, and 0.64 to 0.72 with this.
    /// </summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMicroseconds(100);

    /// <summary>Turns of spinning before others are given the processor, if any want it.</summary>
    private const int SpinsBetweenYields = 10;

    private readonly object _gate = new();
    private int _units;
    private int _slots;
    private int _parallelStages;
    private int _lookBack;
    private int[] _next = [];
    private bool[] _busy = [];
    private int[] _stagesDone = [];
    private int[] _owners = [];
    private int _workers;
    private int _finished;
    private int _inside;
    private int _waiting;
    private bool _closed;
    private Exception? _failure;
    private volatile int _changes;

    /// <summary>
    /// Whether a thread goes on with the units that it began, where it can. What one stage leaves for the next is then in its own cache, and only
    /// what a stage takes along from unit to unit travels: worth it where a unit is much data and little work.
    /// </summary>
    public bool KeepsUnits { get; init; }

    /// <summary>Is told of progress between steps, and may end the work there.</summary>
    public DecodeWatch? Watch { get; init; }

    /// <summary>
    /// One step. Whatever it reads of the unit was written by the stage before; it throws to stop everything.
    /// </summary>
    protected abstract void Do(int stage, int unit, int slot);

    /// <summary>
    /// Does all the work on the calling thread and up to <paramref name="threads"/> - 1 of the pool, none of which is in
    /// it when this returns. False if a step threw ImageDecodeException; other exceptions come out as they are.
    /// </summary>
    /// <param name="units">How many units there are.</param>
    /// <param name="stages">Through how many stages each goes.</param>
    /// <param name="slots">How many units there may be between the first stage and the last.</param>
    /// <param name="threads">Upper bound on threads.</param>
    /// <param name="parallelStages">Bit s is set if stage s may work on several units at once.</param>
    /// <param name="looksBack">Whether the last stage also reads what the stages before it made of the unit before.</param>
    protected bool Run(int units, int stages, int slots, int threads, int parallelStages = 0, bool looksBack = false)
    {
        _units = units;
        _slots = slots;
        _parallelStages = parallelStages;
        _lookBack = looksBack ? 1 : 0;
        _next = new int[stages];
        _busy = new bool[stages];
        _stagesDone = new int[slots];
        _owners = new int[slots];
        StepObserver.Current?.Begin(new StagedShape(units, stages, slots, parallelStages, looksBack));
        int useful = StepObserver.Current is not null ? 1 : Math.Min(units, parallelStages == 0 ? stages : slots);
        for (int i = Math.Min(threads, useful) - 1; i > 0; i--)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

        Work();
        lock (_gate)
        {
            _closed = true;
            while (_inside > 0)
                Monitor.Wait(_gate);
        }

        if (_failure is not null and not ImageDecodeException)
            ExceptionDispatchInfo.Throw(_failure);
        return _failure is null;
    }

    void IThreadPoolWorkItem.Execute()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _inside++;
        }

        // Nothing leaves Work by an exception.
        Work();
        lock (_gate)
        {
            _inside--;
            Monitor.PulseAll(_gate);
        }
    }

    private void Work()
    {
        int worker = Interlocked.Increment(ref _workers);
        int stage = -1;
        int unit = 0;
        while (true)
        {
            if (!Exchange(worker, ref stage, ref unit))
                return;
            try
            {
                Watch?.At(Volatile.Read(ref _finished), _units);
                StepObserver? observer = StepObserver.Current;
                observer?.Starting();
                Do(stage, unit, unit % _slots);
                observer?.Done(stage, unit);
            }
            catch (Exception error)
            {
                lock (_gate)
                {
                    _failure ??= error;
                    Changed();
                }

                return;
            }
        }
    }

    /// <summary>Hands in the step that was done (stage -1: none) and takes another. False when there will be none.</summary>
    private bool Exchange(int worker, ref int stage, ref int unit)
    {
        int seen;
        lock (_gate)
        {
            if (stage >= 0)
                Complete(stage, unit);
            if (_failure is not null || _finished == _units)
                return false;
            if (Take(worker, out stage, out unit))
                return true;
            seen = _changes;
        }

        while (true)
        {
            LookOut(seen);
            lock (_gate)
            {
                while (_changes == seen)
                {
                    _waiting++;
                    Monitor.Wait(_gate);
                    _waiting--;
                }

                if (_failure is not null || _finished == _units)
                    return false;
                if (Take(worker, out stage, out unit))
                    return true;
                seen = _changes;
            }
        }
    }

    /// <summary>Waits awake for something to change.</summary>
    private void LookOut(int seen)
    {
        long began = Stopwatch.GetTimestamp();
        for (int i = 1; _changes == seen && Stopwatch.GetElapsedTime(began) < s_patience; i++)
        {
            Thread.SpinWait(8);
            if (i % SpinsBetweenYields == 0)
                Thread.Yield();
        }
    }

    private void Complete(int stage, int unit)
    {
        _busy[stage] = false;
        _stagesDone[unit % _slots] = stage + 1;

        // Units may leave in another order; what counts is up to where all have left.
        while (_finished < _next[^1] && _stagesDone[_finished % _slots] == _next.Length)
            _finished++;
        Changed();
    }

    private void Changed()
    {
        _changes++;
        if (_waiting > 0)
            Monitor.PulseAll(_gate);
    }

    /// <summary>
    /// The first stage that can go on: stages that take one unit at a time are never idle while a slot is free, and the
    /// others, which are many at once, catch up when none is.
    /// </summary>
    private bool Take(int worker, out int stage, out int unit)
    {
        stage = 0;
        if (KeepsUnits)
        {
            for (int i = 1; i < _next.Length && stage == 0; i++)
                stage = CanStart(i) && _owners[_next[i] % _slots] == worker ? i : 0;
        }

        while (stage < _next.Length && !CanStart(stage))
            stage++;
        unit = 0;
        if (stage == _next.Length)
            return false;
        unit = _next[stage]++;
        _busy[stage] = true;
        if (stage == 0)
            (_stagesDone[unit % _slots], _owners[unit % _slots]) = (0, worker);
        return true;
    }

    private bool CanStart(int stage)
    {
        int unit = _next[stage];
        if (unit == _units || (_busy[stage] && (_parallelStages >> stage & 1) == 0))
            return false;
        if (stage == 0)
            return unit < _slots || unit - _slots + _lookBack < _finished;
        if (unit >= _next[0] || _stagesDone[unit % _slots] != stage)
            return false;
        return _lookBack == 0 || stage < _next.Length - 1 || unit == 0 || _stagesDone[(unit - 1) % _slots] >= stage;
    }
}
