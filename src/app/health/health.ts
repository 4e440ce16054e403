/** Readings judged and worded: what the health page, `doctor` and `GET /api/health` show. */
import { textOf } from '../../kernel/catalogue.ts';
import type { Locale } from '../../kernel/settings.ts';
import type { Health } from '../../records/health.ts';
import { judge, type Verdict, worst } from './judge.ts';
import type { Readings } from './readings.ts';

const worded = ({ name, status, code, params }: Verdict, locale: Locale): Health['checks'][number] => {
  const { message, remedy } = textOf(code, locale, params);
  return { name, status, message, ...(remedy ? { remedy } : {}) };
};

/** The report in one language. */
export function healthOf(readings: Readings, at: Date, locale: Locale): Health {
  const verdicts = judge(readings);
  return {
    status: worst(verdicts),
    checkedAt: at.toISOString(),
    checks: verdicts.map(each => worded(each, locale)),
  };
}
