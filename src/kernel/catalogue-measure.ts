/** Texts of the measure area; see catalogue.ts. */
import type { CataloguePart } from './catalogue.ts';

export const measureTexts: CataloguePart = {};
