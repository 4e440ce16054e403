/** The whole catalogue in one language, so that the console words codes from the same texts as errors. */
import { z } from 'zod';
import { catalogue } from '../kernel/catalogue.ts';
import { routesFor } from '../records/route.ts';
import { localeSchema } from '../records/session.ts';
import type { StoreContext } from '../store/context.ts';

const route = routesFor<StoreContext>();
const textsSchema = z.object({
  texts: z.record(z.string(), z.object({ message: z.string(), remedy: z.string().optional() })),
});

export const textRoutes = [
  route({
    method: 'GET',
    path: '/api/texts',
    scope: 'read',
    permission: 'self.read',
    summary: 'Texts of all codes in one language, placeholders left in',
    query: z.object({ locale: localeSchema.optional() }),
    response: textsSchema,
    async handle(_ctx, { query, caller }) {
      const language = (query.locale ?? caller.locale) === 'en' ? 'en' : 'zh';
      const entries = Object.entries(catalogue).map(([code, text]) => {
        const remedy = text.remedy?.[language];
        return [code, { message: text[language], ...(remedy ? { remedy } : {}) }] as const;
      });
      return { texts: Object.fromEntries(entries) };
    },
  }),
];
