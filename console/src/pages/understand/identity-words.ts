/** Records and kinds of keys in words. */
import type { TFunction } from 'i18next';
import type { RecordRow } from '../../../../src/records/identity.ts';

/** A kind of key; an organisation's own kind goes by the name its files use. */
export const kindWord = (t: TFunction, kind: string): string =>
  t(`identity:kind.${kind}`, { defaultValue: kind });

/** What a record goes by: its number, else its masked contact, else the beginning of its id. */
export function recordWord(t: TFunction, { idType, externalId, contacts, customerId }: RecordRow): string {
  const number = externalId ?? contacts[0]?.masked ?? customerId.slice(0, 8);
  return `${kindWord(t, idType)} ${number}`;
}

/** The record as whoever decides wants to see it: with its masked name. */
export const recordLine = (t: TFunction, record: RecordRow): string =>
  [recordWord(t, record), record.name].filter(Boolean).join(' · ');

/** Words of the records by id, and the beginning of the id of one that is gone. */
export function recordWords(t: TFunction, records: readonly RecordRow[]): (id: string) => string {
  const byId = new Map(records.map(record => [record.customerId, record]));
  return id => {
    const record = byId.get(id);
    return record ? recordWord(t, record) : id.slice(0, 8);
  };
}
