/** The settings of the kinds of keys, in versions; the newest is in force. */
import { sql } from 'kysely';
import { conflict } from '../../kernel/errors.ts';
import type {
  IdentitySettings,
  IdentitySettingsRequest,
  KindSetting,
} from '../../records/identity-settings.ts';
import type { StoreContext } from '../../store/context.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { type StateDb, type StateTransaction, withTransaction } from '../../store/state/state-db.ts';
import type { KindRules } from './key-kinds.ts';
import { kindsWith, productKinds, wrongSettings } from './kind-settings.ts';
import { holdResolver } from './resolver-lock.store.ts';

interface Stored {
  readonly version: number;
  readonly kinds: KindSetting[];
  readonly reason: string;
  readonly createdAt: Date;
  readonly rebuiltRecords: number;
  readonly changedRecords: number;
  readonly rebuiltAt: Date | null;
}

async function findVersions(db: StateDb | StateTransaction, limit: number): Promise<Stored[]> {
  const { rows } = await sql<Stored>`
    select version, kinds, reason, created_at as "createdAt", rebuilt_records as "rebuiltRecords",
      changed_records as "changedRecords", rebuilt_at as "rebuiltAt"
    from identity_settings order by version desc limit ${limit}`.execute(db);
  return rows;
}

/** All kinds under the settings in force. */
export async function loadKinds(db: StateDb | StateTransaction): Promise<KindRules> {
  const [newest] = await findVersions(db, 1);
  return kindsWith(newest?.kinds ?? productKinds);
}

const shownVersions = 50;

/** What is in force, and the newest versions. */
export async function loadSettings({ pg }: Pick<StoreContext, 'pg'>): Promise<IdentitySettings> {
  const versions = await findVersions(pg, shownVersions);
  return {
    version: versions[0]?.version ?? 0,
    kinds: [...(versions[0]?.kinds ?? productKinds)],
    versions: versions.map(({ createdAt, rebuiltAt, ...version }) => ({
      ...version,
      createdAt: createdAt.toISOString(),
      rebuiltAt: rebuiltAt?.toISOString() ?? null,
    })),
  };
}

/**
 * Puts settings in force as a new version and returns its number; records are resolved by them from here on, and the others
 * when a rebuild comes to them. Throws what `wrongSettings` gives, `identity-settings-changed` where the version read is no
 * longer in force, and `identity-settings-same`.
 */
export async function saveSettings(ctx: StoreContext, wish: IdentitySettingsRequest): Promise<number> {
  const wrong = wrongSettings(wish.kinds);
  if (wrong) throw wrong;
  return withTransaction(ctx.pg, async trx => {
    await holdResolver(trx);
    const [newest] = await findVersions(trx, 1);
    const before = { version: newest?.version ?? 0, kinds: newest?.kinds ?? productKinds };
    if (before.version !== wish.version)
      throw conflict('identity-settings-changed', { path: 'version', params: { version: before.version } });
    const kinds = productKinds.flatMap(({ name }) => wish.kinds.find(each => each.name === name) ?? []);
    const changed = kinds.filter((kind, at) => !isSame(kind, before.kinds[at]));
    if (changed.length === 0) throw conflict('identity-settings-same', { path: 'kinds' });
    const version = before.version + 1;
    await sql`
      insert into identity_settings (version, kinds, reason, actor_id, created_at)
      values (${version}, ${JSON.stringify(kinds)}::jsonb, ${wish.reason}, ${ctx.caller?.actorId ?? 'system'}, ${ctx.now()})`.execute(
      trx,
    );
    await saveAudit(trx, ctx, {
      action: 'identity.settings',
      target: `identity-settings:${version}`,
      before: { kinds: before.kinds.filter(kind => changed.some(each => each.name === kind.name)) },
      after: { kinds: changed },
      reason: wish.reason,
    });
    return version;
  });
}

const isSame = (kind: KindSetting, other: KindSetting | undefined): boolean =>
  other !== undefined &&
  kind.name === other.name &&
  kind.strength === other.strength &&
  kind.exclusive === other.exclusive &&
  kind.priority === other.priority &&
  kind.shareLimit === other.shareLimit;
