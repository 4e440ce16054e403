/** Texts of the app area; see catalogue.ts. */
import type { CataloguePart } from './catalogue.ts';

export const appTexts: CataloguePart = {};
