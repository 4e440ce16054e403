/** Which contact points are anybody's business: all but those only an import that was taken back had named. */
import { sql } from 'kysely';

/** A condition on `contact_points p`. */
export const isStanding = sql<boolean>`not (p.status = 'retired' and exists (
  select from imports i where i.import_id = p.import_id and i.state = 'undone'))`;
