/** Texts of the understand area; see catalogue.ts. */
import type { CataloguePart } from './catalogue.ts';

export const understandTexts: CataloguePart = {};
