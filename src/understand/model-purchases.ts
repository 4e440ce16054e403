/** `model bg-nbd`, `mbg-nbd` and `gamma-gamma`: from purchase days to the common envelope and a row per customer. */
import { textOf } from '../kernel/catalogue.ts';
import { expectedOrderValue, fitOrderValue, type OrderValueFit } from '../models/order-value.ts';
import { fitPurchaseModel, type PurchaseFit } from '../models/purchase-fit.ts';
import { expectedPurchases, leavingNodes, probabilityAlive } from '../models/purchase-forecast.ts';
import { historyTable, type PurchaseHistory, type PurchaseModelKind } from '../models/purchase-model.ts';
import type { OrderValueEnvelope, PurchaseEnvelope, PurchaseValues } from '../records/model.ts';
import { type CustomerDays, customerDays, type Period, type PurchaseRow } from './purchase-days.ts';

export interface PurchaseModelInput {
  readonly rows: readonly PurchaseRow[];
  readonly period: Period;
  readonly unit: 'day' | 'week';
  /** SHA-256 of what was read. */
  readonly snapshotHash: string;
  /** Options as given, for the envelope. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** A table to be written beside the envelope; the first row holds the names. */
export type CustomerTable = readonly (readonly (string | number)[])[];

const unitDays = { day: 1, week: 7 } as const;
/** Without a hold-out the rows per customer look this far ahead. */
const outlookDays = 365;
const z95 = 1.959963984540054;
const dateOf = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10);
const clean = (value: number) => Number(value.toPrecision(12));

const interval = (value: number, error: number, least = 0) => ({
  lo: clean(least + (value - least) * Math.exp(-z95 * error)),
  hi: clean(least + (value - least) * Math.exp(z95 * error)),
});

const sentence = (code: string, params: Record<string, string | number>) => ({
  zh: textOf(code, 'zh-CN', params).message,
  en: textOf(code, 'en', params).message,
});

function historyOf({ days }: CustomerDays, end: number, unit: number): PurchaseHistory {
  const first = days[0]?.day ?? end;
  const last = days.at(-1)?.day ?? end;
  return { x: days.length - 1, tx: (last - first) / unit, age: (end - first) / unit };
}

interface Scored {
  readonly customer: string;
  readonly history: PurchaseHistory;
  readonly alive: number;
  readonly expected: number;
  readonly later: number;
}

function holdoutOf(scored: readonly Scored[], length: number): PurchaseValues['holdout'] {
  const ranked = [...scored].sort((l, r) => l.expected - r.expected);
  const sum = (of: (one: Scored) => number, over: readonly Scored[]) =>
    over.reduce((t, one) => t + of(one), 0);
  const deciles = Array.from({ length: 10 }, (_, at) => {
    const group = ranked.slice(
      Math.round((ranked.length * at) / 10),
      Math.round((ranked.length * (at + 1)) / 10),
    );
    return {
      customers: group.length,
      expected: clean(sum(one => one.expected, group) / Math.max(1, group.length)),
      actual: clean(sum(one => one.later, group) / Math.max(1, group.length)),
    };
  }).filter(({ customers }) => customers > 0);
  return {
    length,
    expected: clean(sum(one => one.expected, scored)),
    actual: sum(one => one.later, scored),
    deciles,
  };
}

function statusOf(fit: PurchaseFit): PurchaseEnvelope['status'] {
  if (fit.status === 'insufficient' || fit.status === 'ok') return fit.status;
  return 'unidentified';
}

function warningsOf(fit: PurchaseFit): string[] {
  if (fit.status === 'insufficient') return ['model-purchases-insufficient'];
  if (fit.status === 'ok') return [];
  return [fit.status === 'prior' ? 'model-prior-used' : 'model-unidentified', ...fit.reasons];
}

function verdictOf(kind: PurchaseModelKind, fit: PurchaseFit, holdout: PurchaseValues['holdout']) {
  const numbers = { customers: fit.customers, repeats: fit.repeatTransactions, model: kind.toUpperCase() };
  if (fit.status === 'insufficient') return sentence('model-verdict-purchases-insufficient', numbers);
  if (fit.status !== 'ok') return sentence('model-verdict-purchases-unidentified', numbers);
  if (!holdout) return sentence('model-verdict-purchases', numbers);
  const { expected, actual } = holdout;
  const percent = actual === 0 ? '–' : ((expected / actual - 1) * 100).toFixed(1);
  return sentence('model-verdict-purchases-holdout', {
    ...numbers,
    expected: expected.toFixed(1),
    actual,
    percent,
  });
}

const names = ['r', 'alpha', 'a', 'b'] as const;
const byName = <V>(of: (at: number) => V) =>
  Object.fromEntries(names.map((name, at) => [name, of(at)])) as Record<(typeof names)[number], V>;

function fitted(fit: PurchaseFit): { values: PurchaseValues; ci: PurchaseEnvelope['ci'] } {
  const { customers, repeatTransactions, uniqueTriples } = fit;
  const ci = { level: 0.95, method: 'normal on the logarithms, observed information', params: {} };
  const counts = { customers, repeatTransactions, uniqueTriples, holdout: null };
  if (fit.status === 'insufficient') {
    const none = { params: null, logLikelihood: null, standardErrorsLog: null, condition: null };
    return { values: { ...none, ...counts }, ci };
  }
  const { model, logLikelihood, standardErrorsLog: errors, condition } = fit;
  const values = {
    params: byName(at => clean(model[names[at] as 'r'])),
    logLikelihood: clean(logLikelihood),
    standardErrorsLog: errors && byName(at => clean(errors[at] as number)),
    condition: Number.isFinite(condition) ? clean(condition) : null,
    ...counts,
  };
  const params = errors ? byName(at => interval(model[names[at] as 'r'], errors[at] as number)) : {};
  return { values, ci: { ...ci, params } };
}

/**
 * Fit on the days up to the calibration end; where days follow it, expected against actual purchases in them. The table
 * gives each customer's history, P(alive) and expected purchases (in the hold-out, else in 365 days); it is empty where
 * nothing was fitted.
 */
export function modelPurchases(
  kind: PurchaseModelKind,
  input: PurchaseModelInput,
): { envelope: PurchaseEnvelope; table: CustomerTable } {
  const { period, unit } = input;
  const scale = unitDays[unit];
  const { customers, excluded } = customerDays(input.rows, period);
  const histories = customers.map(one => historyOf(one, period.calibrationEnd, scale));
  const fit = fitPurchaseModel(historyTable(histories), { kind });
  const heldOut = period.holdoutEnd > period.calibrationEnd;
  const t = (heldOut ? period.holdoutEnd - period.calibrationEnd : outlookDays) / scale;
  const scored = fit.status === 'insufficient' ? [] : scoredOf(fit.model, { customers, histories, t });
  const { values, ci } = fitted(fit);
  const holdout = heldOut && scored.length > 0 ? holdoutOf(scored, t) : null;
  const envelope: PurchaseEnvelope = {
    method: kind,
    version: '1',
    params: { ...input.params, unit, holdoutEnd: heldOut ? dateOf(period.holdoutEnd) : null },
    asOf: dateOf(period.calibrationEnd),
    snapshotHash: input.snapshotHash,
    seed: null,
    n: customers.length,
    excluded: [...excluded],
    status: statusOf(fit),
    warnings: warningsOf(fit),
    values: { ...values, holdout },
    ci,
    verdict: verdictOf(kind, fit, holdout),
  };
  const header = [
    'customer_id',
    'x',
    't_x',
    'T',
    'p_alive',
    'expected_purchases',
    ...(heldOut ? ['actual_purchases'] : []),
  ];
  const rows = scored.map(({ customer, history, alive, expected, later }) => [
    customer,
    history.x,
    clean(history.tx),
    clean(history.age),
    clean(alive),
    clean(expected),
    ...(heldOut ? [later] : []),
  ]);
  return { envelope, table: [header, ...rows] };
}

function scoredOf(
  model: Parameters<typeof probabilityAlive>[0],
  base: { customers: readonly CustomerDays[]; histories: readonly PurchaseHistory[]; t: number },
): Scored[] {
  const nodes = leavingNodes(model);
  return base.customers.map(({ customer, later }, at) => {
    const history = base.histories[at] as PurchaseHistory;
    const expected = expectedPurchases(model, { ...history, t: base.t }, nodes);
    return { customer, history, alive: probabilityAlive(model, history), expected, later };
  });
}

/** Pearson's correlation beyond which number and value of purchases do not look independent. */
const doubtfulCorrelation = 0.3;

function orderValueWarnings(fit: OrderValueFit): string[] {
  if (fit.status === 'insufficient') return ['model-values-insufficient'];
  return [
    ...(fit.status === 'unidentified' ? ['model-unidentified'] : []),
    ...(Math.abs(fit.correlation) > doubtfulCorrelation ? ['model-values-correlated'] : []),
  ];
}

/**
 * Value of repeat purchase days up to the calibration end; the first day is left out of number and mean alike. Customers
 * without a repeat day, or whose repeat days are worth nothing, are left out and counted.
 */
export function modelOrderValue(input: PurchaseModelInput): {
  envelope: OrderValueEnvelope;
  table: CustomerTable;
} {
  const { customers, excluded } = customerDays(input.rows, input.period);
  const repeats = customers.map(({ customer, days }) => {
    const later = days.slice(1);
    return {
      customer,
      x: later.length,
      z: later.reduce((t, day) => t + day.amount, 0) / Math.max(1, later.length),
    };
  });
  const used = repeats.filter(({ x, z }) => x > 0 && z > 0);
  const fit = fitOrderValue(used.map(({ x, z }) => ({ x, z, customers: 1 })));
  const once = repeats.filter(({ x }) => x === 0).length;
  const left = [
    { reason: 'customers-without-repeat', n: once },
    { reason: 'customers-without-value', n: repeats.length - once - used.length },
  ];
  const model = fit.status === 'insufficient' ? null : fit.model;
  const errors = fit.status === 'insufficient' ? null : fit.standardErrorsLog;
  const numbers = { customers: used.length };
  const code = fit.status === 'ok' ? 'model-verdict-values' : `model-verdict-values-${fit.status}`;
  const mean = model ? expectedOrderValue(model, { x: 0, z: 0 }) : null;
  const [ep = 0, eq = 0, ev = 0] = errors ?? [];
  const envelope: OrderValueEnvelope = {
    method: 'gamma-gamma',
    version: '1',
    params: { ...input.params, unit: input.unit },
    asOf: dateOf(input.period.calibrationEnd),
    snapshotHash: input.snapshotHash,
    seed: null,
    n: customers.length,
    excluded: [...excluded, ...left.filter(({ n }) => n > 0)],
    status: fit.status,
    warnings: orderValueWarnings(fit),
    values: {
      params: model && { p: clean(model.p), q: clean(model.q), v: clean(model.v) },
      logLikelihood: fit.status === 'insufficient' ? null : clean(fit.logLikelihood),
      standardErrorsLog: errors && { p: clean(ep), q: clean(eq), v: clean(ev) },
      customers: used.length,
      correlation: fit.status === 'insufficient' ? null : clean(fit.correlation),
      populationMean: mean === null ? null : clean(mean),
    },
    ci: {
      level: 0.95,
      method: 'normal on ln p, ln (q − 1), ln v',
      params:
        model && errors
          ? { p: interval(model.p, ep), q: interval(model.q, eq, 1), v: interval(model.v, ev) }
          : {},
    },
    verdict: sentence(code, { ...numbers, mean: mean?.toFixed(2) ?? '' }),
  };
  const rows = model
    ? used.map(({ customer, x, z }) => [customer, x, clean(z), clean(expectedOrderValue(model, { x, z }))])
    : [];
  return { envelope, table: [['customer_id', 'x', 'mean_value', 'expected_value'], ...rows] };
}
