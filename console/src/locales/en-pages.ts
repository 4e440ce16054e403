/** The texts of all pages but the home page. */
import { byArea } from './by-area.ts';

export const texts = byArea(
  import.meta.glob<object>(['./en/*.json', '!./en/{access,act,common,home,jobs,measure,shell}.json'], {
    eager: true,
    import: 'default',
  }),
);
