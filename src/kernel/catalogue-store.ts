/** Texts of the store area; see catalogue.ts. */
import type { CataloguePart } from './catalogue.ts';

export const storeTexts: CataloguePart = {};
