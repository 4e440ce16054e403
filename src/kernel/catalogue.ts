/**
 * The one catalogue of texts that leave the server with a code: errors, quarantine reasons, skip reasons and
 * refusals, each in Chinese and English with its remedy. Areas keep their own part-file; codes are unique over all.
 */
import { actTexts } from './catalogue-act.ts';
import { appTexts } from './catalogue-app.ts';
import { channelTexts } from './catalogue-channel.ts';
import { channelCostTexts } from './catalogue-channel-costs.ts';
import { collectTexts } from './catalogue-collect.ts';
import { decideTexts } from './catalogue-decide.ts';
import { filesTexts } from './catalogue-files.ts';
import { healthTexts } from './catalogue-health.ts';
import { hookTexts } from './catalogue-hooks.ts';
import { httpTexts } from './catalogue-http.ts';
import { identityTexts } from './catalogue-identity.ts';
import { incidentTexts } from './catalogue-incident.ts';
import { keysTexts } from './catalogue-keys.ts';
import { logInTexts } from './catalogue-log-in.ts';
import { measureTexts } from './catalogue-measure.ts';
import { modelTexts } from './catalogue-model.ts';
import { operationsTexts } from './catalogue-operations.ts';
import { peopleTexts } from './catalogue-people.ts';
import { privacyTexts } from './catalogue-privacy.ts';
import { pullTexts } from './catalogue-pull.ts';
import { qualityTexts } from './catalogue-quality.ts';
import { scopeTexts } from './catalogue-scope.ts';
import { storeTexts } from './catalogue-store.ts';
import type { CataloguePart } from './catalogue-text.ts';
import { trackingTexts } from './catalogue-tracking.ts';
import { understandTexts } from './catalogue-understand.ts';
import { watchTexts } from './catalogue-watch.ts';
import type { Locale } from './settings.ts';

const parts: readonly CataloguePart[] = [
  appTexts,
  httpTexts,
  storeTexts,
  collectTexts,
  filesTexts,
  pullTexts,
  watchTexts,
  peopleTexts,
  hookTexts,
  identityTexts,
  trackingTexts,
  qualityTexts,
  understandTexts,
  channelCostTexts,
  decideTexts,
  actTexts,
  channelTexts,
  measureTexts,
  modelTexts,
  privacyTexts,
  incidentTexts,
  keysTexts,
  operationsTexts,
  healthTexts,
  scopeTexts,
  logInTexts,
];

export const catalogue: CataloguePart = Object.assign({}, ...parts);

const fill = (text: string, params: Readonly<Record<string, string | number>>) =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));

/**
 * The message and remedy of a code in the caller's language. An unknown code comes back as itself, so that a
 * missing text is visible rather than fatal; a test asserts that no code in the source is missing.
 */
export function textOf(
  code: string,
  locale: Locale,
  params: Readonly<Record<string, string | number>> = {},
): { message: string; remedy?: string } {
  const text = catalogue[code];
  if (!text) return { message: code };
  const language = locale === 'en' ? 'en' : 'zh';
  const remedy = text.remedy?.[language];
  return { message: fill(text[language], params), ...(remedy ? { remedy: fill(remedy, params) } : {}) };
}
