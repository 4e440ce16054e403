import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostDepth, requireDepth, requirePlainData } from './plain-data.ts';

const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
const codeOf = (value: unknown) => {
  try {
    requirePlainData(value);
    return 'fine';
  } catch (refusal) {
    return (refusal as { code: string }).code;
  }
};

describe('plain data', () => {
  it('lets every JSON value of whole characters through as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6, stringUnit: 'grapheme' }), value => {
        expect(requirePlainData(value)).toBe(value);
      }),
    );
  });

  it.each(['a\u0000b', '\ud800', '\udc00\ud800'])(
    'refuses %j as a value and as a name, at any place',
    text => {
      expect(codeOf({ list: [{ deep: text }] })).toBe('text-not-allowed');
      expect(codeOf([{ [text]: 1 }])).toBe('text-not-allowed');
    },
  );

  it('says where the text stands', () => {
    expect(() => requirePlainData({ rule: { any: ['fine', '\u0000'] } }, 'body')).toThrowError(
      expect.objectContaining({ detail: { path: 'body.rule.any.1' } }),
    );
  });

  it('counts levels without using the stack', () => {
    expect(codeOf(nested(mostDepth))).toBe('fine');
    expect(codeOf(nested(mostDepth + 1))).toBe('body-too-deep');
    expect(codeOf(JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`))).toBe('body-too-deep');
  });
});

it('asks for depth alone, as deep as plain data may be, and texts do not matter to it', () => {
  const nul = (depth: number): unknown => (depth === 0 ? '\u0000' : [nul(depth - 1)]);
  expect(requireDepth(nul(mostDepth))).toEqual(nul(mostDepth));
  for (const depth of [mostDepth + 1, 100_000])
    expect(() => requireDepth(JSON.parse(`${'['.repeat(depth)}1${']'.repeat(depth)}`))).toThrowError(
      expect.objectContaining({ code: 'body-too-deep' }),
    );
});
