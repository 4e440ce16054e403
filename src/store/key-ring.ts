/**
 * The keys of a running process: they change under everybody's hands when a rotation adds a generation, here or in
 * another process, without anything being opened again.
 */
import { conflict, unavailable } from '../kernel/errors.ts';
import {
  freshGeneration,
  type Generation,
  type KeyFile,
  type KeyMaterial,
  keyFileOf,
  keyMaterialOf,
} from './key-file.ts';
import { type Keys, keysOf, newestGeneration } from './keys.ts';

export interface KeyRing extends Keys {
  /** Puts a fresh generation of this number into the key file, unless it is there; nothing is written under it yet. */
  add(generation: number): Promise<void>;
  /** Writes under this generation; the file is read again when it is not known. Throws `keys-generation-missing`. */
  use(generation: number): Promise<void>;
  /** Takes keys that nothing needs out of the file. */
  drop(generation: number, part: 'dataKey' | 'indexKey'): Promise<void>;
}

type Control = Pick<KeyRing, 'add' | 'use' | 'drop' | 'decrypt'>;

/** Where the keys are kept; `load` is small and synchronous, since a reader may need a new generation at once. */
export interface KeyStore {
  load(): KeyMaterial | null;
  save(file: KeyFile): Promise<void>;
  /** Named in a refusal. */
  readonly path: string;
}

/** A place in memory only, for keys nobody needs again. */
export function memoryKeys(file: KeyFile): KeyStore {
  let kept = file;
  return {
    path: '',
    load: () => keyMaterialOf(kept),
    save: async next => {
      kept = next;
    },
  };
}

export const generationMissing = (path: string, generation: number) =>
  unavailable('keys-generation-missing', { path, params: { path, generation } });

/** A ring over material that was loaded from `store`. */
export function createKeyRing(store: KeyStore, loaded: KeyMaterial, generation?: number): KeyRing {
  let material = loaded;
  let keys = keysOf(material, generation ?? newestGeneration(material));
  const reload = () => {
    const found = store.load();
    if (!found) throw unavailable('keys-missing', { path: store.path, params: { path: store.path } });
    if (keysOf(found).fingerprint !== keys.fingerprint) throw conflict('keys-wrong', { path: store.path });
    material = found;
  };
  const save = async (generations: ReadonlyMap<number, Generation>) => {
    const next = { ...material, generations };
    await store.save(keyFileOf(next));
    material = next;
  };
  const control: Control = {
    decrypt(cipher, keyVersion, aad) {
      // Another process may have rotated a moment ago.
      if (!material.generations.has(keyVersion)) {
        reload();
        keys = keysOf(material, keys.generation);
      }
      return keys.decrypt(cipher, keyVersion, aad);
    },
    async add(number) {
      reload();
      if (!material.generations.has(number))
        await save(new Map([...material.generations, [number, freshGeneration()]]));
      keys = keysOf(material, keys.generation);
    },
    async use(number) {
      if (number === keys.generation) return;
      if (!isWhole(material.generations.get(number))) reload();
      if (!isWhole(material.generations.get(number))) throw generationMissing(store.path, number);
      keys = keysOf(material, number);
    },
    async drop(number, part) {
      reload();
      const found = material.generations.get(number);
      if (!found?.[part] || number === keys.generation) return;
      await save(new Map([...material.generations, [number, { ...found, [part]: undefined }]]));
      keys = keysOf(material, keys.generation);
    },
  };
  return following(() => keys, control);
}

const isWhole = (generation: Generation | undefined): boolean =>
  generation?.dataKey !== undefined && generation.indexKey !== undefined;

/** Every operation of `Keys`, looked up anew at each use. */
function following(keys: () => Keys, control: Control): KeyRing {
  const names = (Object.keys(keys()) as (keyof Keys)[]).filter(name => name !== 'decrypt');
  const live = Object.defineProperties(
    {},
    Object.fromEntries(names.map(name => [name, { enumerable: true, get: () => keys()[name] }])),
  );
  return Object.assign(live, control) as KeyRing;
}
