/** How names and addresses look to everyone who need not contact the person: enough to recognise, not to reach. */

/** `138****0000`; anything shorter than seven digits shows only its last two. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/^\+86/, '');
  return digits.length >= 7 ? `${digits.slice(0, 3)}****${digits.slice(-4)}` : `****${digits.slice(-2)}`;
}

/** `z***@x.com`: the first letter and the domain. */
export function maskEmail(email: string): string {
  const [local = '', domain = ''] = email.split('@');
  return `${[...local][0] ?? ''}***@${domain}`;
}

/** `王*明`, `J*** S***`: first character of each word, and the last of a longer Chinese name. */
export function maskName(name: string): string {
  const trimmed = name.trim();
  if (!trimmed) return '';
  if (/^\p{Script=Han}+$/u.test(trimmed)) {
    const letters = [...trimmed];
    if (letters.length <= 2) return `${letters[0]}*`;
    return `${letters[0]}*${letters.at(-1)}`;
  }
  return trimmed
    .split(/\s+/)
    .map(word => `${[...word][0]}***`)
    .join(' ');
}
