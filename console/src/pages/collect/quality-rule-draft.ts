/** A rule while it is written: every field any kind has, and the rule they make. */
import type { QualityRule, QualityRulesView } from '../../../../src/records/quality.ts';
import type { QualityReference, QualityTableName } from '../../../../src/records/quality-names.ts';

type Bound = number | string | null;

export interface RuleDraft {
  readonly name: string;
  readonly kind: QualityRule['kind'];
  readonly table: QualityTableName;
  readonly column: string;
  /** The column a condition is on; empty: the rule is about all rows. */
  readonly whenColumn: string;
  /** Values it must have; none: it must be filled. */
  readonly whenValues: readonly string[];
  readonly min: Bound;
  readonly max: Bound;
  readonly pattern: string;
  readonly values: readonly string[];
  readonly reference: QualityReference;
  readonly source: string;
  readonly withinHours: number | null;
  readonly threshold: number | null;
  readonly severity: QualityRule['severity'];
  readonly enabled: boolean;
  readonly owner: string;
  readonly note: string;
}

export const blankRule: RuleDraft = {
  name: '',
  kind: 'not-null',
  table: 'order_lines',
  column: '',
  whenColumn: '',
  whenValues: [],
  min: null,
  max: null,
  pattern: '',
  values: [],
  reference: 'products.sku',
  source: '',
  withinHours: 24,
  threshold: 1,
  severity: 'warning',
  enabled: true,
  owner: '',
  note: '',
};

const own = <T extends object>(rule: T): Partial<RuleDraft> => rule as Partial<RuleDraft>;

/** The fields of a rule that stands. */
export function draftOf(rule: QualityRule): RuleDraft {
  const when = 'when' in rule ? rule.when : undefined;
  return {
    ...blankRule,
    ...own(rule),
    whenColumn: when?.column ?? '',
    whenValues: when?.equals ?? [],
  };
}

/** Kinds that are about a table as a whole. */
export const isOfTable = (kind: QualityRule['kind']): boolean =>
  kind === 'fresh-within' || kind === 'row-count';

/** The rule of a draft; what is wrong with it the server says, beside the field. */
export function ruleOf(draft: RuleDraft): QualityRule {
  const { name, table, severity, enabled } = draft;
  const shared = {
    name: name.trim(),
    table,
    severity,
    enabled,
    threshold: draft.threshold ?? 1,
    owner: draft.owner.trim(),
    note: draft.note.trim(),
  };
  if (draft.kind === 'fresh-within')
    return {
      kind: draft.kind,
      ...shared,
      source: draft.source.trim(),
      withinHours: draft.withinHours ?? 0,
    };
  if (draft.kind === 'row-count') return { kind: draft.kind, ...shared };
  const { whenColumn, whenValues } = draft;
  const equals = whenValues.length > 0 ? { equals: [...whenValues] } : {};
  const ofRows = {
    ...shared,
    column: draft.column,
    ...(whenColumn ? { when: { column: whenColumn, ...equals } } : {}),
  };
  switch (draft.kind) {
    case 'range':
      return {
        kind: draft.kind,
        ...ofRows,
        ...(draft.min === null || draft.min === '' ? {} : { min: draft.min }),
        ...(draft.max === null || draft.max === '' ? {} : { max: draft.max }),
      };
    case 'pattern':
      return { kind: draft.kind, ...ofRows, pattern: draft.pattern };
    case 'set':
      return { kind: draft.kind, ...ofRows, values: [...draft.values] };
    case 'reference':
      return { kind: draft.kind, ...ofRows, reference: draft.reference };
    default:
      return { kind: draft.kind, ...ofRows };
  }
}

const isNumber = (kind: string) => ['number', 'optional-number', 'year'].includes(kind);
const isDate = (kind: string) => kind.endsWith('instant') || kind.endsWith('date');

/** Columns of the table that a rule of the kind can be about. */
export function columnsFor(
  { kind, table, reference }: Pick<RuleDraft, 'kind' | 'table' | 'reference'>,
  columns: QualityRulesView['columns'],
): string[] {
  const fits = (of: string) => {
    switch (kind) {
      case 'not-null':
        return !['number', 'instant', 'date'].includes(of);
      case 'range':
        return isNumber(of) || isDate(of);
      case 'no-outlier':
        return isNumber(of);
      case 'pattern':
        return of === 'text';
      case 'reference':
        return of === (reference === 'customers.customer_id' ? 'id' : 'text');
      default:
        return true;
    }
  };
  return (columns[table] ?? []).filter(each => fits(each.kind)).map(each => each.column);
}

/** Whether bounds of a range over the column are days. */
export const isDayColumn = (
  { table, column }: Pick<RuleDraft, 'table' | 'column'>,
  columns: QualityRulesView['columns'],
): boolean => isDate((columns[table] ?? []).find(each => each.column === column)?.kind ?? '');
