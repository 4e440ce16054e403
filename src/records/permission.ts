/**
 * Who may do what: one table of resource, field and action by role. The server mounts every route by it, the console
 * hides by it what a person may not do, and a generated test walks every route under every role.
 */
import { z } from 'zod';

/** In the order of the table's columns. */
export const roles = [
  'owner',
  'admin',
  'planner',
  'operator',
  'analyst',
  'service',
  'approver',
  'privacy-officer',
  'auditor',
] as const;
export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;

/**
 * A row's name is `resource.action` or `resource.field.action`. A letter allows: O owner, A admin, P planner,
 * R operator (runs campaigns), N analyst, S service and shop staff, V approver, D privacy officer (data protection),
 * U auditor; K stands for a program's key whose own scope covers the route; L lets people and keys with a data scope,
 * who then find their own customers only: what concerns or counts the whole base is refused to them. A dot refuses.
 */
// biome-ignore format: a table is read by its columns
const permissionTable = {
  // roles                    O A P R N S V D U   K    L
  'self.read':              ['O A P R N S V D U', 'K', 'L'], // texts, own session, jobs under way
  'self.account.read':      ['O A P R N S V D U', '.', 'L'], // own second factor, own sessions
  'self.change':            ['O A P R N S V D U', '.', 'L'], // own language, password, second factor, sessions
  'home.read':              ['O A P R N S V D U', 'K', 'L'],
  'job.read':               ['O A P R N S V D U', 'K', '.'],
  'job.change':             ['O A P R N . . D .', 'K', '.'], // cancel, resume: what one may begin, see job-right.ts
  'settings.read':          ['O A P R N S V D U', 'K', 'L'],
  'settings.change':        ['O A . . . . . . .', 'K', '.'],
  'health.read':            ['O A P R N S V D U', 'K', '.'],
  'backup.read':            ['O A . . . . . D U', 'K', '.'],
  'backup.change':          ['O A . . . . . . .', 'K', '.'],
  'account.read':           ['O A . . . . . D U', '.', '.'],
  'account.change':         ['O A . . . . . . .', '.', '.'], // invite, deactivate, sign out, role
  'key.read':               ['O A . . . . . D U', 'K', '.'],
  'key.change':             ['O A . . . . . . .', '.', '.'],
  'key-ring.read':          ['O A . . . . . D U', '.', '.'], // generations of the keys that encrypt the data
  'key-ring.change':        ['O . . . . . . D .', '.', '.'], // rotate them
  'audit.read':             ['O A . . . . . D U', '.', '.'], // who did what; have the log verified
  'privacy.read':           ['O A . . . . . D U', '.', '.'], // erasures, retention and purges, state of the keys
  'privacy.change':         ['O . . . . . . D .', '.', '.'], // retention periods
  'incident.read':          ['O A . . . . . D U', '.', '.'], // leaks and drills: checklist, counts, people masked, notices
  'incident.change':        ['O . . . . . . D .', '.', '.'], // open, list the affected, stop sending, draft notices, close
  'customer.place.change':  ['O A . R . . . D .', 'K', '.'], // whose a customer is: owner, store, region
  'customer.export':        ['O . . . . . . D .', '.', 'L'], // everything held about one person, in clear
  'customer.erase':         ['O . . . . . . D .', '.', '.'],
  'approval.read':          ['O A P R . . V D U', 'K', 'L'], // what waits for a second person, and what was decided
  'approval.decide':        ['O A . . . . V D .', '.', '.'], // each kind needs its own right besides
  'event.send':             ['O A . . . . . . .', 'K', '.'], // the tracking API; programs do it
  'event.read':             ['O A P R N S V D U', 'K', '.'], // counts of events
  'event.refused.read':     ['O A P R N . . D U', 'K', '.'], // quarantined events, values masked
  'event.plan.change':      ['O A P . . . . . .', 'K', '.'], // declare what programs send
  'event.refused.change':   ['O A . R . . . . .', 'K', '.'], // mend and take in
  'hook.read':              ['O A . R . . . D U', 'K', '.'], // addresses shops send to, their deliveries
  'hook.change':            ['O A . . . . . . .', 'K', '.'], // make, try, set live, pause, remove
  'pull.read':              ['O A . R . . . D U', 'K', '.'], // databases, what is pulled, how far it has come
  'pull.change':            ['O A . . . . . . .', 'K', '.'], // say which server this one calls, with which account
  'pull.run':               ['O A . R . . . . .', 'K', '.'], // pull now, or from the beginning
  'import.read':            ['O A P R N . . D U', 'K', '.'],
  'import.change':          ['O A . R . . . . .', 'K', '.'], // upload, import, undo
  'import.quarantine.read': ['O A . R . . . D .', 'K', '.'], // rows as they came, unmasked
  'quality.read':           ['O A P R N . V D U', 'K', '.'], // scores, gates, rules; counts only
  'quality.run':            ['O A P R N . . . .', 'K', '.'], // measure now
  'quality.rows.read':      ['O A . R N . . D .', 'K', '.'], // rows that fail a rule, masked
  'quality.rules.change':   ['O A . . N . . . .', 'K', '.'], // add rules and gates
  'definition.read':        ['O A P R N S V D U', 'K', 'L'], // sales definition, exclusions
  'definition.change':      ['O A . . . . . . .', 'K', '.'],
  'customer.read':          ['O A P R N S V D U', 'K', 'L'], // names and contacts are masked
  'customer.contact.find':  ['O A . R . S . D .', 'K', 'L'], // search by phone number or e-mail address
  'customer.contact.reveal': ['O A . . . S . D .', '.', 'L'], // in clear: one record, a reason, audited, limited
  'identity.read':          ['O A P R N S . D U', 'K', '.'], // which records are one person and why, what is in doubt
  'identity.change':        ['O A . R . . . D .', 'K', '.'], // join and part records
  'identity.settings.change': ['O A . . . . . D .', 'K', '.'], // how far each kind of key is trusted
  'review.read':            ['O A P R N . V D U', 'K', '.'],
  'review.change':          ['O A P R N . . . .', 'K', '.'],
  'product.change':         ['O A P R N . . . .', 'K', '.'], // take on, change and close actions on products
  'spend.change':           ['O A P R N . . . .', 'K', '.'], // enter spend, name channels, set how costs are laid
  'opportunity.read':       ['O A P R N . V D U', 'K', '.'],
  'segment.read':           ['O A P R N S V D U', 'K', 'L'],
  'segment.change':         ['O A P R N . . . .', 'K', '.'], // define: a campaign may stand on it
  'segment.count':          ['O A P R N . . . .', 'K', 'L'],
  'segment.members.read':   ['O A P R N S . D .', 'K', 'L'], // who is in it, also as a file
  'campaign.read':          ['O A P R N S V D U', 'K', 'L'],
  'campaign.change':        ['O A P R . . . . .', 'K', '.'],
  'campaign.approve':       ['O A . . . . V . .', 'K', '.'],
  'campaign.run':           ['O A . R . . . . .', 'K', '.'], // launch, pause, resume, cancel
  'campaign.people.read':   ['O A P R . S . D .', 'K', 'L'], // its audience, and why somebody was or was not contacted
  'campaign.export':        ['O A . R . . . . .', 'K', '.'], // contact lists in clear, receipts
  'calendar.read':          ['O A P R N S V D U', 'K', 'L'],
  'sandbox.read':           ['O A P R . . V D .', 'K', 'L'],
  'result.read':            ['O A P R N . V D U', 'K', '.'],
  'result.change':          ['O A P R N . . . .', 'K', '.'], // compute
  'lesson.read':            ['O A P R N . V D U', 'K', '.'], // retrospectives, knowledge
  'lesson.change':          ['O A P R N . . . .', 'K', '.'],
} as const satisfies Record<string, readonly [people: string, keys: 'K' | '.', limited: 'L' | '.']>;

export type Permission = keyof typeof permissionTable;
export const permissions = Object.keys(permissionTable) as Permission[];

/** What a route may ask for; `anyone` needs no login. */
export type RoutePermission = Permission | 'anyone';

const columns = (permission: Permission): string[] => permissionTable[permission][0].split(' ');

const allowed = new Map(
  permissions.map(permission => [
    permission,
    new Set(roles.filter((_role, column) => columns(permission)[column] !== '.')),
  ]),
);

/** Whether people of this role may. */
export const roleMay = (role: Role, permission: Permission): boolean =>
  allowed.get(permission)?.has(role) === true;

/** Whether a program's key may, provided its own scope covers the route. */
export const keyMay = (permission: Permission): boolean => permissionTable[permission][1] === 'K';

/** Whether somebody with a data scope may; what they find is then theirs only. */
export const limitedMay = (permission: Permission): boolean => permissionTable[permission][2] === 'L';

/** What a route asks for: of people the permission, of keys that and the scope. */
export interface Access {
  readonly scope: 'public' | 'track' | 'read' | 'manage';
  readonly permission: RoutePermission;
  /** See `RouteDef.deed`. */
  readonly deed?: boolean;
  /** Stays possible while the disk is nearly full: what stops work, keeps somebody out or frees room. */
  readonly evenWhileDiskLow?: true;
}

/** Who asks, as far as permissions go. */
interface Asker {
  readonly actorKind: 'user' | 'key' | 'system' | 'public';
  readonly role?: Role;
  /** Present: only these customers. */
  readonly dataScope?: object;
}

/** Whether the caller may do what a row of the table says; the server's own command line may everything. */
export function may({ actorKind, role, dataScope }: Asker, permission: Permission): boolean {
  if (actorKind === 'system') return true;
  if (dataScope && !limitedMay(permission)) return false;
  if (actorKind === 'key') return keyMay(permission);
  return role !== undefined && roleMay(role, permission);
}

/** The roles that may, for a refusal's words. */
export const rolesThatMay = (permission: Permission): readonly Role[] =>
  roles.filter(role => roleMay(role, permission));
