/** Texts of the measure area; see catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

export const measureTexts: CataloguePart = {};
