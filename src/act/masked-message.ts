/** A message as colleagues may read it: wherever it says its recipient's name, the name is masked in its own length. */
import { maskInPlace } from '../records/masking.ts';
import { plainName } from './message-template.ts';

const isHan = /^\p{Script=Han}{3,}$/u;

/** What templates escape in a page. */
const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, letter => escapes[letter] ?? letter);

/** The name, its words, and the given name of a Chinese one: a template may say any of them. */
function spellings(name: string): string[] {
  const whole = plainName(name).trim();
  const words = whole.split(/\s+/u).filter(word => [...word].length > 1);
  const given = words.filter(word => isHan.test(word)).map(word => [...word].slice(1).join(''));
  const all = [whole, ...words, ...given].filter(text => text !== '');
  return [...new Set(all.flatMap(text => [text, escaped(text)]))].sort((a, b) => b.length - a.length);
}

/**
 * What masks a text of a message to somebody of this name. Words that happen to be part of the name are masked with it;
 * parts of longer words in letters are left. Upper and lower case are the same.
 */
export function nameMask(name: string): (text: string) => string {
  const found = spellings(name);
  if (found.length === 0) return text => text;
  const patterns = found.map(text => {
    const spelt = RegExp.escape(text).replaceAll('\\x20', '\\s+');
    return /^\p{Script=Han}+$/u.test(text) ? spelt : `(?<![\\p{L}\\p{N}])${spelt}(?![\\p{L}\\p{N}])`;
  });
  const pattern = new RegExp(patterns.join('|'), 'giu');
  return text => text.replace(pattern, maskInPlace);
}
