/** The provinces of China as equal squares, for a map on screen and on paper. */
import type { ProvinceCode } from './review-place.ts';

/** Column and row of each tile: neighbours stay neighbours as far as squares allow. */
export const provinceTiles: Readonly<Record<ProvinceCode, readonly [column: number, row: number]>> = {
  HL: [8, 0],
  XJ: [0, 1],
  NM: [5, 1],
  LN: [7, 1],
  JL: [8, 1],
  GS: [2, 2],
  NX: [3, 2],
  SX: [4, 2],
  HE: [5, 2],
  BJ: [6, 2],
  TJ: [7, 2],
  XZ: [0, 3],
  QH: [1, 3],
  SN: [3, 3],
  HA: [4, 3],
  SD: [5, 3],
  SC: [2, 4],
  CQ: [3, 4],
  HB: [4, 4],
  AH: [5, 4],
  JS: [6, 4],
  SH: [7, 4],
  YN: [2, 5],
  GZ: [3, 5],
  HN: [4, 5],
  JX: [5, 5],
  ZJ: [6, 5],
  GX: [3, 6],
  GD: [4, 6],
  FJ: [5, 6],
  TW: [7, 6],
  HI: [3, 7],
  MO: [4, 7],
  HK: [5, 7],
};
export const tileColumns = 9;
export const tileRows = 8;

/** Of a share among so few, one person more would repaint the tile. */
export const leastKnownRhythms = 30;

/** One hue from pale to dark: read by the colour-blind and on grey paper; text turns white where the tile is dark. */
export const tileShade = (part: number): string => {
  const mix = (from: number, to: number) => Math.round(from + (to - from) * part);
  return `rgb(${mix(226, 20)}, ${mix(236, 66)}, ${mix(248, 140)})`;
};
export const darkTileFrom = 0.65;
