/** Settings of the kinds of keys: what may be set, and the kinds they make. Pure. */
import { badInput, type CodedError } from '../../kernel/errors.ts';
import { type KindSetting, settableKinds } from '../../records/identity-settings.ts';
import { type KindRules, keyKinds } from './key-kinds.ts';

/** The kinds as the product brings them, as settings. */
export const productKinds: readonly KindSetting[] = settableKinds.flatMap(name => {
  const kind = keyKinds.find(each => each.name === name);
  if (!kind || kind.strength === 'guard') return [];
  const { strength, exclusive, priority, shareLimit } = kind;
  return [{ name, strength, exclusive, priority, shareLimit }];
});

/** All kinds with these settings, in the order of their numbers. */
export const kindsWith = (settings: readonly KindSetting[]): KindRules =>
  keyKinds.map(kind => settings.find(each => each.name === kind.name) ?? kind);

/** Said by programs about two names of one person: there is no crowd at it. */
const mayBeUnlimited = (kind: KindSetting) => kind.exclusive || kind.name === 'alias';

/** Why settings cannot be put in force, or null. */
export function wrongSettings(settings: readonly KindSetting[]): CodedError | null {
  for (const [at, kind] of settings.entries()) {
    const path = `kinds.${at}`;
    if (settings.findIndex(each => each.name === kind.name) < at)
      return badInput('identity-kind-twice', { path: `${path}.name`, received: kind.name });
    if (settings.findIndex(each => each.priority === kind.priority) < at)
      return badInput('identity-priority-twice', {
        path: `${path}.priority`,
        received: String(kind.priority),
        params: { kind: kind.name },
      });
    if (kind.strength === 'strong' && kind.shareLimit === null && !mayBeUnlimited(kind))
      return badInput('identity-kind-unlimited', {
        path: `${path}.shareLimit`,
        expected: '1–100',
        params: { kind: kind.name },
      });
  }
  return null;
}
