/** Texts of the act area; see catalogue.ts. */
import type { CataloguePart } from './catalogue.ts';

export const actTexts: CataloguePart = {};
