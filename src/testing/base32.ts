/** Reads the secret of a second factor back, as an authenticator app would. */
export function fromBase32(text: string): Buffer {
  const bits = [...text.replace(/\s/g, '')]
    .map(letter => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)));
}
