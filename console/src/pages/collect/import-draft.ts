/** The mapping being made for an upload, kept in this tab so that a reload loses nothing. */
import { useState } from 'react';
import type { MappingChoice } from '../../../../src/records/import.ts';
import type { Mapping } from '../../../../src/records/mapping.ts';

const keyOf = (uploadId: string) => `rekindle.mapping.${uploadId}`;

const read = (uploadId: string): MappingChoice | null => {
  const text = sessionStorage.getItem(keyOf(uploadId));
  return text ? (JSON.parse(text) as MappingChoice) : null;
};

export const isBuiltIn = (choice: MappingChoice | null): choice is { builtIn: string } =>
  choice !== null && 'builtIn' in choice;

export const isSaved = (choice: MappingChoice | null): choice is Extract<MappingChoice, { saved: string }> =>
  choice !== null && 'saved' in choice;

/** The whole mapping somebody is changing; null: one is taken by its name, or suggested. */
export const ownMapping = (choice: MappingChoice | null): Mapping | null =>
  choice !== null && 'columns' in choice ? choice : null;

/** The choice made so far (null: take the suggestion), and how to change it. */
export function useMappingDraft(uploadId: string) {
  const [choice, setChoice] = useState<MappingChoice | null>(() => read(uploadId));
  const choose = (next: MappingChoice | null) => {
    if (next) sessionStorage.setItem(keyOf(uploadId), JSON.stringify(next));
    else sessionStorage.removeItem(keyOf(uploadId));
    setChoice(next);
  };
  return { choice, choose };
}

/** Fields of every mapping a person may change here; the server fills the rest. */
export type MappingChange = Partial<Omit<Extract<Mapping, { kind: 'orders' }>, 'kind' | 'columns'>>;
