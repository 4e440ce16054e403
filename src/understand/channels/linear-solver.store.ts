/** HiGHS compiled to WebAssembly, loaded where it is used: 3.5 MB that a server without stores never reads. */
import type { SolveLinear } from '../../models/envelopment.ts';

/** What is used of the package: its types describe the CommonJS file, Node loads the module, whose default is the loader. */
interface Loaded {
  readonly default: () => Promise<{
    solve: (
      model: string,
      options: { output_flag: boolean },
    ) => { Status: string; Columns: Readonly<Record<string, { readonly Primal?: number }>> };
  }>;
}

/** A solver of linear programmes in CPLEX LP text. */
export async function loadSolver(): Promise<SolveLinear> {
  const loaded = (await import('highs')) as unknown as Loaded;
  const highs = await loaded.default();
  return model => {
    const { Status, Columns } = highs.solve(model, { output_flag: false });
    if (Status !== 'Optimal') return null;
    return new Map(Object.entries(Columns).map(([name, column]) => [name, column.Primal ?? 0]));
  };
}
