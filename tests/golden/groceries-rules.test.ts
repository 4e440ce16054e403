/** Association rules of the Groceries month (9,835 baskets) against arules 1.7-11, rule by rule. */
import { describe, expect, test } from 'vitest';
import { basketsOf, frequentItemsets } from '../../src/models/basket-itemsets.ts';
import { basketRules } from '../../src/models/basket-rules.ts';
import { referencePath, referenceText } from '../../src/testing/reference-data.ts';

const path = referencePath('groceries/groceries_baskets.txt.gz');
const reference = JSON.parse(referenceText('groceries/reference.json') ?? '{}');

describe.skipIf(!path)('Groceries', () => {
  const text = referenceText('groceries/groceries_baskets.txt.gz') ?? '';
  const baskets = basketsOf(
    text
      .trim()
      .split('\n')
      .map(line => line.split('\t')),
  );
  const size = baskets.offsets.length - 1;
  const setsAt = (support: number) =>
    frequentItemsets(baskets, { minCount: Math.ceil(support * size - 1e-9), maxLength: 10, most: 1e6 });

  test.each([0.05, 0.01, 0.005, 0.001])('itemsets at support %d, by length', support => {
    const known = reference.frequent_itemsets.find((row: { support: number }) => row.support === support);
    const byLength: Record<string, number> = {};
    for (const { items } of setsAt(support).itemsets)
      byLength[items.length] = (byLength[items.length] ?? 0) + 1;
    expect(byLength).toEqual(known.by_length);
  });

  test.each([
    [0.01, 0.5],
    [0.05, 0.1],
  ])('rules at support %d and confidence %d, in sums', (support, minConfidence) => {
    const known = reference.apriori.find(
      (row: { support: number; confidence: number }) =>
        row.support === support && row.confidence === minConfidence,
    );
    const { rules } = basketRules(baskets, setsAt(support), { minConfidence, allRules: true });
    expect(rules.length).toBe(known.rules);
    expect(rules.reduce((t, rule) => t + rule.lift, 0)).toBeCloseTo(known.sum_lift, 6);
  });

  test('all 231 rules at support .01 and confidence .2 with every measure', () => {
    const csv = (referenceText('groceries/rules_supp0.01_conf0.2.csv.gz') ?? '').trim().split('\n');
    const known = new Map(
      csv.slice(1).map(line => {
        const [lhs = '', rhs = '', ...numbers] = line.match(/"[^"]*"|[^,]+/g) ?? [];
        const names = (side: string) =>
          side
            .replace(/^"\{|\}"$/g, '')
            .split(',')
            .sort()
            .join(',');
        return [`${names(lhs)}>${names(rhs)}`, numbers.map(Number)];
      }),
    );
    const { rules } = basketRules(baskets, setsAt(0.01), { minConfidence: 0.2, allRules: true });
    expect(rules.length).toBe(231);
    for (const rule of rules) {
      const row = known.get(`${rule.if.join(',')}>${rule.then}`);
      if (!row) expect.fail(`${rule.if} > ${rule.then} is not among them`);
      const [support, confidence, , lift, count, leverage, conviction, , , , , p, imbalance, kulczynski] =
        row;
      const measures = [
        rule.support,
        rule.confidence,
        rule.lift,
        rule.leverage,
        rule.conviction,
        rule.imbalance,
        rule.kulczynski,
      ];
      [support, confidence, lift, leverage, conviction, imbalance, kulczynski].forEach((value, at) =>
        expect(measures[at]).toBeCloseTo(value as number, 9),
      );
      expect(rule.count).toBe(count);
      expect(Math.abs(Math.log(rule.p / (p as number)))).toBeLessThan(1e-6);
    }
  });
});
