/** `NAME` or `NAME@VERSION` as somebody types it. */
import { badInput } from '../../kernel/errors.ts';

export interface NamedVersion {
  readonly saved: string;
  readonly version?: number;
}

/** Throws `field-invalid` where the part behind `@` is no version. */
export function namedVersion(text: string): NamedVersion {
  const [saved = '', version, ...rest] = text.split('@');
  if (version === undefined) return { saved };
  if (rest.length === 0 && /^[1-9]\d{0,5}$/.test(version)) return { saved, version: Number(version) };
  throw badInput('field-invalid', {
    path: '--mapping',
    received: text,
    expected: 'NAME@1, NAME@2, …',
    params: { path: '--mapping' },
  });
}
