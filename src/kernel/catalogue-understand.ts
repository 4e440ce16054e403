/** Texts of the understand area; see catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

export const understandTexts: CataloguePart = {};
