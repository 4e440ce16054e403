/** The kinds of import there are. */
import { contactsPath } from '../contact-file/import-contacts.store.ts';
import { dealingsPath } from '../dealings/import-dealings.store.ts';
import { eventsPath } from '../event-file/import-events.store.ts';
import { peoplePath } from '../people/people-path.ts';
import { referencePath } from '../reference/import-reference.store.ts';
import { ordersPath } from './orders-path.ts';
import { refundsPath } from './refunds-path.ts';
import type { ImportPaths } from './run-import.ts';

export const importPaths: ImportPaths = {
  orders: ordersPath,
  customers: peoplePath,
  products: referencePath,
  stores: referencePath,
  channels: referencePath,
  spend: referencePath,
  competitors: referencePath,
  touches: dealingsPath,
  cases: dealingsPath,
  answers: dealingsPath,
  feedback: dealingsPath,
  events: eventsPath,
  refunds: refundsPath,
  contacts: contactsPath,
};
