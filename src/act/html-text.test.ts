import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textOfHtml } from './html-text.ts';

describe('text of HTML', () => {
  it('makes lines of blocks, keeps the addresses of links and leaves out what nobody reads', () => {
    expect(textOfHtml('<head><title>t</title></head><p>a&amp;b</p><p>c</p>')).toBe('a&b\nc');
    expect(textOfHtml('<style>p > a {}</style>x<!-- <p>no</p> -->y<br/>z')).toBe('xy\nz');
    expect(textOfHtml('go <a class="b" href="https://x.example/?a=1&amp;b">here</a> now')).toBe(
      'go here (https://x.example/?a=1&b) now',
    );
  });

  it('reads a sign that begins no tag as text, so that a condition keeps its meaning', () => {
    expect(textOfHtml('<p>{% if a < b %}1 < 2{% endif %}</p>')).toBe('{% if a < b %}1 < 2{% endif %}');
  });

  it('unescapes once', () => {
    expect(textOfHtml('&amp;lt;b&amp;gt;')).toBe('&lt;b&gt;');
  });

  it('ends on whatever it is given', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '</',
      '<!--',
      '-->',
      '<a href="',
      '"',
      '<style',
      '</style',
      'x',
      ' ',
      '\n',
      '&lt;',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), pieces => {
        expect(textOfHtml(pieces.join(''))).not.toMatch(/<!--.*-->/);
      }),
    );
  });

  // With an expression that looks ahead these took 5 s and more; a browser's tab would be closed by then.
  it.each(['<head', '<style ', '</style', '<!--', '<a href="x">', '<', '<a ', '{{'])(
    'looks at each place once in 2 MB of %s',
    piece => {
      const html = piece.repeat(2_000_000 / piece.length);
      expect(textOfHtml(html).length).toBeLessThanOrEqual(html.length);
    },
    30_000,
  );
});
