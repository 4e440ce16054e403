/**
 * Writes one CSV file row by row in bounded memory: rows gather to about a quarter of a megabyte, and the next rows
 * wait until that has gone to the file.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { encodeGb18030 } from './gb18030.ts';

export type Encoding = 'utf-8' | 'gb18030';

export interface WrittenFile {
  readonly path: string;
  /** Its header, in order. */
  readonly columns: readonly string[];
  /** Rows after the header, as a reader of the file counts them. */
  readonly rows: number;
  readonly bytes: number;
}

const chunkLength = 1 << 18;

export class CsvFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #encoding: Encoding;
  readonly #columns: readonly string[];
  #lines: string[] = [];
  #length = 0;
  #rows = -1;
  #bytes = 0;

  private constructor(
    path: string,
    handle: FileHandle,
    { encoding, header }: { encoding: Encoding; header: readonly string[] },
  ) {
    this.#path = path;
    this.#handle = handle;
    this.#encoding = encoding;
    this.#columns = header;
  }

  /** Creates or overwrites the file and writes its header. */
  static async create(
    path: string,
    options: { encoding: Encoding; header: readonly string[] },
  ): Promise<CsvFile> {
    const file = new CsvFile(path, await open(path, 'w'), options);
    file.add(options.header);
    return file;
  }

  /** Adds a row of cells that are quoted where they must be. Call `drain` after each group of rows. */
  add(cells: readonly string[]): void {
    const line = cells.join(',');
    this.#lines.push(line);
    this.#length += line.length + 1;
    this.#rows++;
  }

  /** Waits for the file when enough rows have gathered; returns at once otherwise. */
  drain(): Promise<void> | undefined {
    return this.#length < chunkLength ? undefined : this.#flush();
  }

  async #flush(): Promise<void> {
    if (this.#length === 0) return;
    const text = `${this.#lines.join('\n')}\n`;
    this.#lines = [];
    this.#length = 0;
    const bytes = this.#encoding === 'gb18030' ? encodeGb18030(text) : Buffer.from(text, 'utf8');
    this.#bytes += bytes.length;
    await this.#handle.writeFile(bytes);
  }

  async close(): Promise<WrittenFile> {
    try {
      await this.#flush();
    } finally {
      await this.#handle.close();
    }
    return { path: this.#path, columns: this.#columns, rows: this.#rows, bytes: this.#bytes };
  }
}
