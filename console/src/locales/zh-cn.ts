/** The texts of one language that the frame and the home page need, by area; the others come with the first other page. */
import { byArea } from './by-area.ts';

export const texts = byArea(
  import.meta.glob<object>('./zh-CN/{access,act,common,home,jobs,measure,shell}.json', {
    eager: true,
    import: 'default',
  }),
);
