/** Texts of the collect area; see catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

export const collectTexts: CataloguePart = {};
