/**
 * The demo from an empty folder to a console: opens a server, runs the loop on it through the API, prints what was
 * found, and keeps serving unless asked for one run.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conflict } from '../../kernel/errors.ts';
import type { Logger } from '../../kernel/log.ts';
import { storesEnvironment } from '../../store/open-stores.ts';
import { loadSetting, saveSetting } from '../../store/state/settings.store.ts';
import { madePassword } from '../accounts.route.ts';
import { hasAccounts, saveAccount } from '../accounts.store.ts';
import { bearer, clientAt } from '../cli/client.ts';
import type { Output } from '../cli/output.ts';
import { openService, type Service } from '../service.ts';
import { letClockRun } from './demo-clock.ts';
import { demoOrigin } from './demo-origin.ts';
import type { DemoReport } from './demo-report.ts';
import type { DemoStage } from './demo-stage.ts';
import { runRetailDemo } from './retail-demo.ts';
import { runShopDemo } from './shop-demo.ts';

export interface DemoOptions {
  /** Null: a folder of its own that goes away afterwards, with the same ids and arms at every run of a seed. */
  readonly dataFolder: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly dataset: 'shop' | 'online-retail';
  readonly from: string;
  readonly seed: number;
  readonly customers: number;
  readonly host: string;
  readonly port: number;
  readonly out: Output;
  readonly log: Logger;
}

export interface DemoRun {
  readonly report: DemoReport;
  readonly service: Service;
  /** The log-in made for whoever looks at the console; null when the folder had one before. */
  readonly account: { readonly email: string; readonly password: string } | null;
  close(): Promise<void>;
}

const reportKey = 'demoReport';
const ownerEmail = 'demo@example.com';

/**
 * Opens the folder and brings it to the end of the demo: at once when it has been there before. The caller serves or
 * closes. Throws `demo-folder-used` for a folder with other data, and what the steps throw.
 */
export async function openDemo(options: DemoOptions): Promise<DemoRun> {
  const own = options.dataFolder === null;
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'rekindle-demo-')));
  const cleanUp = async () => {
    if (own) await rm(dataFolder, { recursive: true, force: true });
  };
  const { env, host, port, log } = options;
  const service = await openService({
    dataFolder,
    env,
    role: 'all',
    host,
    port,
    log,
    withoutTicks: true,
    origin: own && leavesNothing(env) ? demoOrigin(options.seed) : undefined,
  }).catch(async (cause: unknown) => {
    await cleanUp();
    throw cause;
  });
  const close = async () => {
    await service.close();
    await cleanUp();
  };
  try {
    const report = await reportOf(service, options, dataFolder);
    return { report, service, account: await firstAccount(service), close };
  } catch (cause) {
    await close();
    throw cause;
  }
}

/** Whether everything made from the seed goes away with the folder: no server and no key file elsewhere keeps it. */
function leavesNothing(env: DemoOptions['env']): boolean {
  const { databaseUrl, clickhouseUrl, secretFile } = storesEnvironment(env);
  return [databaseUrl, clickhouseUrl, secretFile].every(value => value === undefined);
}

async function reportOf(service: Service, options: DemoOptions, dataFolder: string): Promise<DemoReport> {
  const { ctx } = service;
  const known = await loadSetting(ctx.pg, reportKey);
  if (known !== null) return known as DemoReport;
  const used = await ctx.pg.selectFrom('imports').select('import_id').limit(1).executeTakeFirst();
  if (used) throw conflict('demo-folder-used', { path: '--data', received: dataFolder });
  const started = performance.now();
  const stage: DemoStage = {
    service,
    client: clientAt(service.url, bearer(service.localToken), options.out),
    out: options.out,
    folder: join(dataFolder, 'demo'),
    seconds: {},
  };
  const { seed, customers } = options;
  const found =
    options.dataset === 'shop'
      ? await runShopDemo(stage, { seed, customers })
      : await runRetailDemo(stage, options.from);
  await letClockRun(ctx);
  // The files are imported; what they held is in the stores.
  await rm(stage.folder, { recursive: true, force: true });
  const total = Math.round((performance.now() - started) / 10) / 100;
  const report: DemoReport = {
    ...found,
    seconds: { ...stage.seconds, total },
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
  await saveSetting(ctx.pg, reportKey, report);
  return report;
}

async function firstAccount({ ctx }: Service): Promise<DemoRun['account']> {
  if (await hasAccounts(ctx)) return null;
  const password = madePassword();
  await saveAccount(ctx, { email: ownerEmail, password, role: 'owner' });
  return { email: ownerEmail, password };
}
