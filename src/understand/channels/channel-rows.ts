/** Rows of one channels run as the engine answers them: counts and decimals are texts. */
export interface SalesMonth {
  readonly month: string;
  readonly channel: string;
  readonly sales: string;
  readonly returns: string;
  readonly orders: string;
  readonly store_lines: string;
  readonly lines: string;
}

export interface UsedRow {
  readonly used: readonly string[];
  readonly buyers: string;
  readonly net: string;
}

export interface NewRow {
  readonly month: string;
  readonly first_channel: string;
  readonly source: string;
  /** In the year that ends with the review. */
  readonly in_window: number;
  readonly customers: string;
}

export interface AcquiredRow {
  readonly month: string;
  readonly channel: string;
  readonly source: string;
  readonly amount: string;
}

export interface NamedChannel {
  readonly channel: string;
  readonly title: string;
  readonly kind: string;
}

export interface SpendCell {
  readonly channel: string;
  readonly month: string;
  readonly currency: string;
  readonly amount: string;
  readonly rows: string;
  readonly credits: string;
  readonly credit_rows: string;
  /** Of the year that ends with the review; an earlier month serves the marginal cost alone. */
  readonly in_window: number;
}

export interface ContactRow {
  readonly channel: string;
  readonly contacts: string;
  readonly people: string;
  readonly cost: string;
}

export interface UnitRow {
  readonly unit: string;
  readonly title: string;
  readonly region: string;
  /** The channel most of its lines went through. */
  readonly main_channel: string;
  readonly sales: number;
  readonly buyers: string;
  readonly discount: number;
  readonly goods: number;
  readonly goods_known: number;
  readonly orders: string;
  readonly margin: number;
  readonly cost: number;
  /** As the table of stores said at the review; nought where it says nothing. */
  readonly staff: number;
  readonly staff_cost: number;
  readonly rent: number;
  readonly area: number;
  /** Opened within the year. */
  readonly is_young: number;
}
