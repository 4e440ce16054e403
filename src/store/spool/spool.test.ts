import { appendFile, mkdir, open, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { scratchFolder } from '../../testing/scratch-folder.ts';
import { searchedLog } from '../../testing/searched-log.ts';
import { openSpool, readSpool } from './spool.ts';
import { decodeRecords, encodeRecord, type SpoolGroup } from './spool-record.ts';

let folder: string;
beforeEach(async () => {
  folder = join(await scratchFolder(), 'spool');
});

const group = (...ids: number[]): SpoolGroup => ({ table: 'events', rows: ids.map(id => ({ id })) });
const opened = (more: object = {}) => openSpool({ folder, mostBytes: 1e6, log: searchedLog, ...more });
const idsOf = (groups: readonly SpoolGroup[]) =>
  groups.flatMap(each => each.rows.map(row => (row as { id: number }).id));

/** Replays everything and returns the ids in order. */
async function drained(more: object = {}): Promise<number[]> {
  const spool = await opened(more);
  const ids: number[] = [];
  while (await spool.replayOldest(async groups => void ids.push(...idsOf(groups))));
  await spool.close();
  return ids;
}

describe('a spool', () => {
  test('gives back what was appended, in order, over segments and over a new start', async () => {
    const spool = await opened({ segmentBytes: 60 });
    for (let id = 0; id < 10; id += 1) await spool.append(group(id));
    await spool.close();
    expect((await readdir(folder)).length).toBeGreaterThan(3);
    expect(await drained()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(await readdir(folder)).toEqual([]);
  });

  test('takes no more than its bound and says so, and takes again once it was emptied', async () => {
    const spool = await opened({ mostBytes: 100 });
    await spool.append(group(1));
    await expect(spool.append({ table: 'events', rows: [{ id: 'x'.repeat(200) }] })).rejects.toMatchObject({
      code: 'spool-full',
    });
    expect(spool.bytes()).toBeLessThan(100);
    await spool.replayOldest(async () => {});
    expect(spool.bytes()).toBe(0);
    await spool.append(group(2));
    expect(await readSpool(folder, new Date())).toMatchObject({ bytes: spool.bytes(), damaged: 0 });
    await spool.close();
  });

  test('keeps a segment that was not stored', async () => {
    const spool = await opened();
    await spool.append(group(1, 2));
    await expect(spool.replayOldest(() => Promise.reject(new RangeError('down')))).rejects.toThrow('down');
    await spool.append(group(3));
    await spool.close();
    expect(await drained()).toEqual([1, 2, 3]);
  });

  test('appends while a segment is being stored, and replays that as well', async () => {
    const spool = await opened();
    await spool.append(group(1));
    const seen: number[] = [];
    await spool.replayOldest(async groups => {
      await spool.append(group(2));
      seen.push(...idsOf(groups));
    });
    expect(spool.bytes()).toBeGreaterThan(0);
    await spool.replayOldest(async groups => void seen.push(...idsOf(groups)));
    expect(seen).toEqual([1, 2]);
    expect(await spool.replayOldest(async () => {})).toBe(false);
    await spool.close();
  });
});

describe('after a crash', () => {
  const whole = Buffer.concat([encodeRecord(group(1)), encodeRecord(group(2)), encodeRecord(group(3))]);
  const last = encodeRecord(group(3)).length;

  test.each(Array.from({ length: last }, (_, cut) => cut + 1))(
    '%i bytes short of the last record, the ones before stand',
    async cut => {
      const { groups, end } = decodeRecords(whole.subarray(0, whole.length - cut));
      expect([idsOf(groups), end]).toEqual([[1, 2], cut === last ? 'whole' : 'torn']);
    },
  );

  test('a torn segment is replayed up to the tear and never written to again', async () => {
    const spool = await opened();
    await spool.append(group(1));
    await spool.close();
    const [name = ''] = await readdir(folder);
    await appendFile(join(folder, name), encodeRecord(group(9)).subarray(0, 20));
    const again = await opened();
    await again.append(group(2));
    await again.close();
    expect((await readdir(folder)).length).toBe(2);
    expect(await drained()).toEqual([1, 2]);
  });

  test('a last record whose room was given and not written is a tear', () => {
    expect(decodeRecords(Buffer.concat([encodeRecord(group(1)), Buffer.alloc(300)]))).toMatchObject({
      end: 'torn',
    });
  });

  test('a segment altered in its middle gives what stands before and is set aside, not deleted', async () => {
    await mkdir(folder, { recursive: true });
    const path = join(folder, '000000000001.seg');
    await writeFile(path, whole);
    const file = await open(path, 'r+');
    await file.write(Buffer.from('~'), 0, 1, encodeRecord(group(1)).length + 15);
    await file.close();
    expect(await drained()).toEqual([1]);
    expect(await readdir(folder)).toEqual(['000000000001.seg.damaged']);
    expect((await readFile(`${path}.damaged`)).length).toBe(whole.length);
    expect((await readSpool(folder, new Date())).damaged).toBe(1);
  });

  test('an empty segment is nothing', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '000000000004.seg'), '');
    await truncate(join(folder, '000000000004.seg'), 0);
    expect(await drained()).toEqual([]);
  });
});
