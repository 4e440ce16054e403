/**
 * Rows on disk while the facts store does not take them: append-only segment files in a folder, each append flushed
 * before it is acknowledged, replayed in order, bounded in bytes. A segment goes when all its rows are in the facts
 * store; a crash between the two repeats the insert, which the key of the table makes harmless.
 */
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unavailable } from '../../kernel/errors.ts';
import type { Logger } from '../../kernel/log.ts';
import { syncFile } from '../sync-file.ts';
import { decodeRecords, encodeRecord, type SpoolGroup } from './spool-record.ts';

/** Where a data folder keeps events that facts did not take. */
export const spoolFolderOf = ({ stagingFolder }: { readonly stagingFolder: string }): string =>
  join(dirname(stagingFolder), 'spool');

export interface SpoolOptions {
  readonly folder: string;
  /** Appends that would lead beyond this are refused with `spool-full`. */
  readonly mostBytes: number;
  readonly log: Pick<Logger, 'error' | 'warn'>;
  /** Size at which a new segment begins; 16 MB unless given. */
  readonly segmentBytes?: number;
}

export interface Spool {
  readonly bytes: () => number;
  /** Appends rows and flushes them to disk, one call after another. Throws `spool-full`. */
  append(group: SpoolGroup): Promise<void>;
  /**
   * Hands the oldest segment's groups to `store` and removes the segment when it returns; false when nothing waits. What
   * `store` throws comes back and the segment stays. Appends go on meanwhile; replays follow one another.
   */
  replayOldest(store: (groups: readonly SpoolGroup[]) => Promise<void>): Promise<boolean>;
  close(): Promise<void>;
}

const segmentName = /^(\d{12})\.seg$/;
const nameOf = (number: number): string => `${String(number).padStart(12, '0')}.seg`;

interface Segment {
  readonly number: number;
  bytes: number;
}

async function segmentsIn(folder: string): Promise<Segment[]> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    throw cause;
  });
  const numbers = names.flatMap(name => segmentName.exec(name)?.[1] ?? []).map(Number);
  const segments = numbers
    .sort((a, b) => a - b)
    .map(async number => ({ number, bytes: (await stat(join(folder, nameOf(number)))).size }));
  return Promise.all(segments);
}

export interface SpoolReading {
  readonly bytes: number;
  /** Seconds since the oldest segment was last written to; 0 when nothing waits. */
  readonly oldestSeconds: number;
  /** Segments set aside because they are not what was written. */
  readonly damaged: number;
}

/** What waits in a spool's folder, without opening it; nothing where there is no folder. */
export async function readSpool(folder: string, at: Date): Promise<SpoolReading> {
  const names = await readdir(folder).catch(() => [] as string[]);
  // A segment may go while it is looked at.
  const files = await Promise.all(
    names.filter(name => segmentName.test(name)).map(name => stat(join(folder, name)).catch(() => null)),
  );
  const known = files.filter(file => file !== null);
  const oldest = Math.min(...known.map(({ mtimeMs }) => mtimeMs));
  return {
    bytes: known.reduce((sum, { size }) => sum + size, 0),
    oldestSeconds: known.length > 0 ? Math.max(0, (at.getTime() - oldest) / 1000) : 0,
    damaged: names.filter(name => name.endsWith('.damaged')).length,
  };
}

class FolderSpool implements Spool {
  readonly #options: SpoolOptions;
  /** Oldest first. The last is written to while `#handle` is open. */
  readonly #segments: Segment[];
  #handle: FileHandle | null = null;
  #next: number;
  /** The last thing that happens to the open segment: appends and its end come one after another. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: SpoolOptions, segments: Segment[]) {
    this.#options = options;
    this.#segments = segments;
    this.#next = (segments.at(-1)?.number ?? 0) + 1;
  }

  bytes = (): number => this.#segments.reduce((sum, { bytes }) => sum + bytes, 0);

  append(group: SpoolGroup): Promise<void> {
    return this.#alone(() => this.#append(group));
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work, work);
    this.#last = next.catch(() => {});
    return next;
  }

  async #append(group: SpoolGroup): Promise<void> {
    const record = encodeRecord(group);
    const { mostBytes, segmentBytes = 16e6 } = this.#options;
    if (this.bytes() + record.length > mostBytes)
      throw unavailable('spool-full', { params: { seconds: 30 } });
    const segment = await this.#openSegment();
    try {
      await this.#handle?.appendFile(record);
      await this.#handle?.datasync();
    } catch (cause) {
      // What the disk holds of this record is unknown: nothing is written behind it any more.
      await this.#endSegment();
      segment.bytes = await sizeOf(this.#pathOf(segment));
      throw cause;
    }
    segment.bytes += record.length;
    if (segment.bytes >= segmentBytes) await this.#endSegment();
  }

  async replayOldest(store: (groups: readonly SpoolGroup[]) => Promise<void>): Promise<boolean> {
    const [oldest] = this.#segments;
    if (!oldest) return false;
    await this.#alone(async () => {
      if (this.#segments.at(-1) === oldest) await this.#endSegment();
    });
    const path = this.#pathOf(oldest);
    const { groups, end } = decodeRecords(await readFile(path));
    if (groups.length > 0) await store(groups);
    if (end === 'damaged') {
      this.#options.log.error({ segment: nameOf(oldest.number) }, 'spool-damaged');
      await rename(path, `${path}.damaged`);
    } else await rm(path, { force: true });
    await syncFile(this.#options.folder);
    this.#segments.shift();
    return true;
  }

  close(): Promise<void> {
    return this.#alone(() => this.#endSegment());
  }

  #pathOf({ number }: Segment): string {
    return join(this.#options.folder, nameOf(number));
  }

  async #openSegment(): Promise<Segment> {
    const last = this.#segments.at(-1);
    if (this.#handle && last) return last;
    const { folder } = this.#options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const segment = { number: this.#next, bytes: 0 };
    this.#next += 1;
    this.#handle = await open(this.#pathOf(segment), 'ax', 0o600);
    this.#segments.push(segment);
    await syncFile(folder);
    return segment;
  }

  async #endSegment(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    await handle?.close();
  }
}

const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(() => ({ size: 0 }))).size;

/** Opens a spool with what an earlier process left in it; a segment left half-written is never written to again. */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  return new FolderSpool(options, await segmentsIn(options.folder));
}
