/** One channels run: drafts of lines, buyers and reach, every chapter of them, and the document in state. */
import { decimalToMinor } from '../../kernel/money.ts';
import type { ChannelSummary } from '../../records/channel-summary.ts';
import type { StoreContext } from '../../store/context.ts';
import { runnable } from '../runnable-statement.ts';
import { loadHits, loadPrices, pricesSql } from './channel-conflicts.store.ts';
import { contactConflictsOf, priceConflictsOf } from './channel-conflicts.ts';
import { costsOf } from './channel-costs.ts';
import { coverageOf } from './channel-coverage.ts';
import { channelDocumentOf, salesChannels, withCosts } from './channel-document.ts';
import { driversOf } from './channel-drivers.ts';
import { buyersSql, type ChannelLines, type ChannelsInput, withChannelLines } from './channel-lines.store.ts';
import { overlapOf } from './channel-overlap.ts';
import { loadPaths, loadSwitches, loadSynergy } from './channel-paths.store.ts';
import { pathsOf, switchingOf } from './channel-paths.ts';
import { loadCoverage } from './channel-reach.store.ts';
import { loadAcquired, loadNamed, loadNew, loadSales, loadUsed, salesSql } from './channel-sales.store.ts';
import {
  casesSql,
  loadCases,
  loadContacts,
  loadServiceContacts,
  loadSpend,
  spendSql,
} from './channel-spend.store.ts';
import { sidesOf, synergyOf } from './channel-synergy.ts';
import { loadUnits } from './channel-units.store.ts';
import { findCostRules, saveChannels } from './channels.store.ts';
import { efficiencyInThread } from './efficiency-thread.ts';

const steps = 6;

/** Takes the channels of a review and keeps them; a second run replaces the first. */
export async function takeChannels(ctx: StoreContext, input: ChannelsInput): Promise<ChannelSummary> {
  const report = (done: number, label: string) => ctx.progress({ done, total: steps, label });
  await report(0, 'lines');
  return withChannelLines(ctx, input, async lines => {
    await report(1, 'sales');
    const sold = await soldOf(ctx, lines);
    await report(2, 'coverage');
    const coverage = coverageOf(await loadCoverage(ctx, lines), ctx.now());
    await report(3, 'efficiency');
    const efficiency = await efficiencyInThread(sold.units, sold.frontier);
    await report(4, 'conflicts');
    const between = await betweenOf(ctx, lines, sold.channels);
    const document = channelDocumentOf({
      ...input,
      asOfDay: lines.asOfDay,
      createdAt: ctx.now(),
      rows: sold.rows,
      chapters: {
        channels: sold.channels,
        coverage,
        overlap: overlapOf(sold.rows.used, input.definition.currency),
        costs: sold.costs,
        efficiency,
        ...between,
        sql: shownSql(lines),
      },
    });
    await report(5, 'saving');
    await saveChannels(ctx, document);
    await report(steps, 'saved');
    return document;
  });
}

/** Sales, new customers, spend and stores of the year, and costs laid on them. */
async function soldOf(ctx: StoreContext, lines: ChannelLines) {
  const { currency } = lines.definition;
  const rows = {
    sales: await loadSales(ctx, lines),
    used: await loadUsed(ctx, lines),
    news: await loadNew(ctx, lines),
    named: await loadNamed(ctx),
  };
  const units = await loadUnits(ctx, lines);
  const rules = await findCostRules(ctx);
  const events = rules.rules.filter(rule => rule.purpose === 'service').flatMap(rule => rule.serviceEvents);
  const channelOfStore = new Map(units.map(row => [row.unit, row.main_channel]));
  const acquired = await loadAcquired(ctx, lines);
  const { costs, allocation } = costsOf({
    currency,
    asOfDay: lines.asOfDay,
    cells: await loadSpend(ctx, lines),
    rules,
    drivers: driversOf({ ...rows, acquired, channelOfStore }),
    news: rows.news,
    contacts: await loadContacts(ctx, lines),
    serviceEvents: await loadServiceContacts(ctx, lines, events),
    cases: await loadCases(ctx, lines),
  });
  return {
    rows,
    units,
    frontier: rules.frontier ?? null,
    costs,
    channels: withCosts(salesChannels(rows, currency), allocation),
  };
}

/** Conflicts, ways and sides. */
async function betweenOf(ctx: StoreContext, lines: ChannelLines, channels: ChannelSummary['channels']) {
  const { currency } = lines.definition;
  const minorOf = (major: number) => Number(decimalToMinor(major.toFixed(4), currency));
  const sides = sidesOf(channels);
  return {
    priceConflicts: priceConflictsOf(await loadPrices(ctx, lines), minorOf),
    contactConflicts: contactConflictsOf(await loadHits(ctx, lines)),
    paths: pathsOf(await loadPaths(ctx, lines)),
    switching: switchingOf(await loadSwitches(ctx, lines)),
    synergy: synergyOf(await loadSynergy(ctx, lines, sides), sides, minorOf(1)),
  };
}

function shownSql(lines: ChannelLines): ChannelSummary['sql'] {
  const { shown, asOfDay } = lines;
  const buyers = buyersSql(shown, asOfDay);
  return [
    { figure: 'channels', ...runnable(salesSql(shown, asOfDay)) },
    { figure: 'buyers', ...runnable(buyers) },
    { figure: 'spend', ...runnable(spendSql(lines)) },
    { figure: 'service-cases', ...runnable(casesSql(lines)) },
    { figure: 'price-conflict', ...runnable(pricesSql(shown, asOfDay)) },
  ];
}
