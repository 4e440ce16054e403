/** Texts of the decide area; see catalogue.ts. */
import type { CataloguePart } from './catalogue.ts';

export const decideTexts: CataloguePart = {};
