import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostDepth, requirePlainData } from './plain-data.ts';

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
