import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseEncoding, quoteWatch, sniffDelimiter, utf8Watch } from './file-sniff.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

const pieces = (whole: Uint8Array, size: number) =>
  Array.from({ length: Math.ceil(whole.length / size) }, (_, n) => whole.subarray(n * size, (n + 1) * size));

describe('the encoding of a file', () => {
  it('is the same however its bytes are cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 7 }), (text, size) => {
        const watch = utf8Watch();
        for (const piece of pieces(bytes(text), size)) watch.push(piece);
        expect(watch.valid()).toBe(true);
      }),
    );
  });
  it('is not UTF-8 when a character is cut off at the end', () => {
    const watch = utf8Watch();
    watch.push(bytes('商').subarray(0, 2));
    expect(watch.valid()).toBe(false);
  });
  it('is what the mapping says, or is refused', async () => {
    const file = { isUtf8: false, isGb18030: async () => true };
    expect(await chooseEncoding('auto', file)).toBe('gb18030');
    await expect(chooseEncoding('utf-8', file)).rejects.toMatchObject({ code: 'import-encoding-wrong' });
    await expect(chooseEncoding('auto', { ...file, isGb18030: async () => false })).rejects.toMatchObject({
      code: 'import-encoding-unknown',
    });
  });
});

describe('the delimiter', () => {
  it.each([
    ['a,b,c', ','],
    ['a;b;c', ';'],
    ['a\tb', '\t'],
    ['a|b', '|'],
    ['订单号，金额', '，'],
    ['"a;b;c",d', ','],
    ['alone', ','],
    ['\n\na;b', ';'],
  ])('of %j is %j', (line, delimiter) => {
    expect(sniffDelimiter(line)).toBe(delimiter);
  });
});

describe('quotes', () => {
  const openedAt = (text: string, size: number) => {
    const watch = quoteWatch();
    for (const piece of pieces(bytes(text), size)) watch.push(piece);
    return watch.openedAt();
  };
  it.each<[string, number | null]>([
    ['a,b\n1,2\n', null],
    ['a,"b"\n', null],
    ['a,"b ""quoted"" c",d\n', null],
    ['a,15" screen,d\n', null],
    ['a,"two\nlines"\n', null],
    ['a,"""",c', null],
    ['a,"open\nb,c\n', 2],
    ['"open', 0],
    ['a,""",b\n', 2],
    [`a,"${'x'.repeat(200_001)}",b`, 2],
  ])('in %j', (text, position) => {
    const sizes = text.length > 1000 ? [50_000, 300_000] : [1, 2, 3, 100];
    for (const size of sizes) expect(openedAt(text, size)).toBe(position);
  });
});
