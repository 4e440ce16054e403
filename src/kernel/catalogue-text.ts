/** What one text of the catalogue is; kept apart so that its part-files and the catalogue do not import each other. */

/** One text: `{name}` placeholders are filled from the error's parameters. */
export interface CatalogueText {
  readonly zh: string;
  readonly en: string;
  readonly remedy?: { readonly zh: string; readonly en: string };
}

export type CataloguePart = Readonly<Record<string, CatalogueText>>;
