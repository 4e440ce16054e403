/** Texts of the decide area; see catalogue.ts. */
import type { CataloguePart } from './catalogue-text.ts';

export const decideTexts: CataloguePart = {};
