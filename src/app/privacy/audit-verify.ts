/**
 * Checks the whole audit log: the chain inside the database, then the signed checkpoints outside against it. Names
 * every entry that was edited, moved or removed, and changes nothing.
 */
import type { AuditFinding, AuditReport } from '../../records/audit.ts';
import { type CheckpointLine, readCheckpoints } from '../../store/audit-checkpoints.ts';
import type { StoreContext } from '../../store/context.ts';
import { type ChainFault, type ChainRow, walkChain } from '../../store/state/audit-chain.ts';
import { countEntries, loadChain } from '../../store/state/audit-seal.store.ts';
import { loadLastCheckpoint } from './audit-checkpoint.ts';

const pageRows = 5_000;
/** A log that was rewritten altogether is not listed entry by entry. */
const mostFindings = 100;

/** Walks the log once, 5,000 entries a page; 1 s for 100,000. Throws `work-canceled` and coded file errors. */
export async function verifyAudit(ctx: StoreContext): Promise<AuditReport> {
  const started = performance.now();
  const lines = await readCheckpoints(ctx.auditFolder, ctx.keys);
  const { sealed, unsealed } = await countEntries(ctx.pg);
  const { faults, lastSealNo, hashes } = await walkPages(ctx, sealed, lines);
  const promised = await loadLastCheckpoint(ctx.pg);
  const findings = [...entryFindings(faults), ...checkpointFindings({ lines, lastSealNo, hashes, promised })];
  const valid = lines.flatMap(({ checkpoint }) => checkpoint ?? []);
  const last = valid.at(-1);
  return {
    intact: findings.length === 0,
    sealed,
    unsealed,
    checkpoints: valid.length,
    lastCheckpoint: last ? { sealNo: last.sealNo, at: last.at } : null,
    findings: findings.slice(0, mostFindings),
    seconds: (performance.now() - started) / 1000,
  };
}

async function walkPages(ctx: StoreContext, total: number, lines: readonly CheckpointLine[]) {
  const walk = walkChain();
  const wanted = new Set(lines.map(({ checkpoint }) => checkpoint?.sealNo));
  const hashes = new Map<number, string>();
  let done = 0;
  for (let page = await loadChain(ctx.pg, 0, pageRows); page.length > 0; ) {
    walk.take(page);
    for (const row of page) if (wanted.has(row.sealNo)) hashes.set(row.sealNo, row.hash.toString('hex'));
    done += page.length;
    await ctx.progress({ done, total, label: '' });
    page = await loadChain(ctx.pg, page.at(-1)?.sealNo ?? 0, pageRows);
  }
  return { ...walk.end(), hashes };
}

const namedBy = (row: ChainRow | null) => ({
  auditId: row?.auditId ?? null,
  at: row?.at ?? null,
  actorId: row?.actorId ?? null,
  action: row?.action ?? null,
  target: row?.target ?? null,
});

/** Faults as findings; neighbours that are missing together are one. */
function entryFindings(faults: readonly ChainFault[]): AuditFinding[] {
  const findings: AuditFinding[] = [];
  for (const { kind, sealNo, was = null, row } of faults) {
    const last = findings.at(-1);
    if (kind === 'missing' && last?.kind === 'missing' && last.lastSealNo === sealNo - 1)
      last.lastSealNo = sealNo;
    else findings.push({ kind, sealNo, lastSealNo: sealNo, was, ...namedBy(row) });
  }
  return findings;
}

const range = (kind: AuditFinding['kind'], sealNo: number, lastSealNo: number): AuditFinding => ({
  kind,
  sealNo,
  lastSealNo,
  was: null,
  ...namedBy(null),
});

interface Noted {
  readonly lines: readonly CheckpointLine[];
  readonly lastSealNo: number;
  readonly hashes: ReadonlyMap<number, string>;
  /** How far the last checkpoint went by what the database remembers. */
  readonly promised: number;
}

function checkpointFindings({ lines, lastSealNo, hashes, promised }: Noted): AuditFinding[] {
  const findings = lines
    .filter(({ checkpoint }) => checkpoint === null)
    .map(({ line }) => range('checkpoint-altered', line, line));
  let proved = 0;
  let furthest = 0;
  for (const { checkpoint } of lines) {
    if (!checkpoint) continue;
    furthest = Math.max(furthest, checkpoint.sealNo);
    const found = hashes.get(checkpoint.sealNo);
    if (found === checkpoint.hash) proved = checkpoint.sealNo;
    else if (found !== undefined) {
      findings.push(range('rewritten', proved + 1, checkpoint.sealNo));
      break;
    }
  }
  if (furthest > lastSealNo) findings.push(range('cut-off', lastSealNo + 1, furthest));
  if (promised > furthest) findings.push(range('checkpoints-gone', furthest + 1, promised));
  return findings;
}
