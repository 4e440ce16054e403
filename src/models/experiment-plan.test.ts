import { expect, test } from 'vitest';
import { abtestVectors } from '../../tests/reference-data.ts';
