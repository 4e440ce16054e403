/**
 * Reference tables: small files of what a company keeps besides customers and orders. One declaration a kind; the whole
 * import is the same for all of them.
 */

/**
 * How a cell is read: `identifier` and `text` as text, `currency` with the mapping's where it is blank, `customer` as the id of
 * the record the mapping's kind of identifier names, `time` as a moment, `word` as one of the declared words.
 */
export type ColumnReading =
  | 'identifier'
  | 'text'
  | 'amount'
  | 'date'
  | 'currency'
  | 'customer'
  | 'time'
  | 'word';

/** One column of a kind of file that is imported by declaration. */
export interface DeclaredColumn {
  readonly field: string;
  /** The column of the facts. */
  readonly column: string;
  readonly reading: ColumnReading;
  /** A row without it is refused; others may be blank or absent from the file. */
  readonly needed?: boolean;
  /** Amounts below nought are refused. */
  readonly positive?: boolean;
  /** Where the file has none: a name made of these fields, the same for the same row. */
  readonly madeOf?: readonly string[];
  /** Of a `word`: what is stored, with what files say for it, compared without case. */
  readonly words?: Readonly<Record<string, readonly string[]>>;
  /** Of a `word`: what a blank cell means, '' by itself. */
  readonly blankWord?: string;
  /** Of a `word` nobody declared: taken as blank, or kept as the file has it. Left out: the row is refused. */
  readonly otherWord?: 'blank' | 'keep';
  /** A time that may not lie before that of this field. */
  readonly notBefore?: string;
  /** An amount that must be a whole number from 0 to 10 where this field says `nps`. */
  readonly npsWhere?: string;
}

export interface ReferenceKind {
  readonly table: 'products' | 'stores' | 'channels' | 'spend' | 'competitor_facts';
  readonly columns: readonly DeclaredColumn[];
  /** Columns that name a row; `source` among them where two sources may use one name for different things. */
  readonly key: readonly string[];
  /** The date from which a row of history was known; null: always. */
  readonly knownOn: string | null;
}

export const referenceKinds = {
  products: {
    table: 'products',
    columns: [
      { field: 'sku', column: 'sku', reading: 'identifier', needed: true },
      { field: 'productName', column: 'product_name', reading: 'text' },
      { field: 'category', column: 'category', reading: 'text' },
      { field: 'brand', column: 'brand', reading: 'text' },
      { field: 'listAmount', column: 'list_amount', reading: 'amount', positive: true },
      { field: 'costAmount', column: 'cost_amount', reading: 'amount', positive: true },
      { field: 'currency', column: 'currency', reading: 'currency' },
    ],
    key: ['sku'],
    knownOn: null,
  },
  stores: {
    table: 'stores',
    columns: [
      { field: 'store', column: 'store', reading: 'text', needed: true },
      { field: 'title', column: 'title', reading: 'text' },
      { field: 'region', column: 'region', reading: 'text' },
      { field: 'city', column: 'city', reading: 'text' },
      { field: 'storeKind', column: 'kind', reading: 'text' },
      { field: 'openedOn', column: 'opened_on', reading: 'date' },
      { field: 'floorArea', column: 'floor_area', reading: 'amount', positive: true },
      { field: 'staff', column: 'staff', reading: 'amount', positive: true },
      { field: 'staffAmount', column: 'staff_amount', reading: 'amount', positive: true },
      { field: 'rentAmount', column: 'rent_amount', reading: 'amount', positive: true },
    ],
    key: ['store'],
    knownOn: null,
  },
  channels: {
    table: 'channels',
    columns: [
      { field: 'channel', column: 'channel', reading: 'text', needed: true },
      { field: 'title', column: 'title', reading: 'text' },
      { field: 'channelKind', column: 'kind', reading: 'text' },
    ],
    key: ['channel'],
    knownOn: null,
  },
  spend: {
    table: 'spend',
    columns: [
      {
        field: 'spendId',
        column: 'spend_id',
        reading: 'identifier',
        madeOf: ['spentOn', 'channel', 'campaign'],
      },
      { field: 'spentOn', column: 'spent_on', reading: 'date', needed: true },
      { field: 'channel', column: 'channel', reading: 'text', needed: true },
      { field: 'campaign', column: 'campaign', reading: 'text' },
      { field: 'amount', column: 'amount', reading: 'amount', needed: true },
      { field: 'currency', column: 'currency', reading: 'currency' },
    ],
    key: ['source', 'spend_id'],
    knownOn: 'spent_on',
  },
  competitors: {
    table: 'competitor_facts',
    columns: [
      { field: 'competitor', column: 'competitor', reading: 'text', needed: true },
      { field: 'observedOn', column: 'observed_on', reading: 'date', needed: true },
      { field: 'productName', column: 'product_name', reading: 'text' },
      { field: 'sku', column: 'sku', reading: 'identifier' },
      { field: 'attribute', column: 'attribute', reading: 'text' },
      { field: 'value', column: 'value', reading: 'text' },
      { field: 'priceAmount', column: 'price_amount', reading: 'amount', positive: true },
      { field: 'currency', column: 'currency', reading: 'currency' },
    ],
    key: ['source', 'competitor', 'product_name', 'attribute', 'observed_on'],
    knownOn: 'observed_on',
  },
} as const satisfies Record<string, ReferenceKind>;

export type ReferenceKindName = keyof typeof referenceKinds;

/** Names of the fields a kind's file may fill. */
export type ReferenceField<K extends ReferenceKindName = ReferenceKindName> =
  (typeof referenceKinds)[K]['columns'][number]['field'];

export const isReferenceKind = (kind: string): kind is ReferenceKindName =>
  Object.hasOwn(referenceKinds, kind);

/** A kind's declaration with its optional parts. */
export const referenceKind = (kind: ReferenceKindName): ReferenceKind => referenceKinds[kind];
