/** What the demo found, as one object: the contract of `demo --once --json`. */
import type { VerdictWord } from '../../records/result.ts';

export interface DemoEffect {
  /** What the figures are about: share of people who bought, or money per person in minor units. */
  readonly metric: 'buyers' | 'value';
  readonly estimate: number | null;
  readonly lo: number | null;
  readonly hi: number | null;
  readonly p: number | null;
}

export interface DemoResult {
  readonly absolute: DemoEffect;
  readonly srm: { readonly p: number | null };
  /** The true effect on these very people in the same unit. */
  readonly truth: number;
  readonly verdict: VerdictWord | null;
  readonly value: DemoEffect & { readonly truth: number; readonly valueIs: 'margin' | 'sales' };
}

export interface DemoCampaign {
  readonly name: string;
  readonly title: string;
  readonly segment: { readonly name: string; readonly count: number };
  readonly campaign: {
    readonly audience: number;
    readonly control: number;
    readonly delivered: number;
    readonly skipped: Readonly<Record<string, number>>;
    /** What was said before launch: whether a worthwhile effect can be shown, and the smallest that can. */
    readonly provable: boolean;
    readonly mde: number | null;
  };
  readonly result: DemoResult;
  readonly retrospective: { readonly frozen: boolean; readonly goal: string };
}

export interface DemoReport {
  readonly dataset: 'simulated-shop' | 'online-retail';
  readonly imported: {
    readonly customers: number;
    readonly orderLines: number;
    readonly quarantined: number;
    readonly rowsRead: number;
  };
  readonly review: unknown;
  readonly opportunities: readonly {
    readonly id: string;
    readonly kind: string;
    readonly customers: number;
  }[];
  readonly segment: { readonly name: string; readonly count: number };
  readonly campaign: DemoCampaign['campaign'];
  readonly result: DemoResult;
  readonly retrospective: DemoCampaign['retrospective'];
  readonly secondCampaign: DemoCampaign | null;
  /** What the reader must know, in both languages: on real data nobody was contacted and no effect is the truth. */
  readonly notes: readonly { readonly zh: string; readonly en: string }[];
  readonly seconds: Readonly<Record<string, number>>;
  readonly peakRssMb: number;
}
