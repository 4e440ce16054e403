/** Online or store: by the kind the table of channels gives, by the channel's own name, or by the stores of its orders. */
import type { SalesChannel } from '../../records/channel-summary.ts';

type Side = Pick<SalesChannel, 'side' | 'sideBy'>;

const storeWords = /store|shop floor|offline|retail|branch|counter|outlet|pos|门店|线下|实体|专柜|店铺收银/i;
const onlineWords =
  /online|web|app|site|e-?com|internet|mini|live|marketplace|线上|网|电商|商城|小程序|直播|天猫|淘宝|京东|抖音|拼多多|快手|微信|小红书|旗舰店/i;

function byWords(text: string): SalesChannel['side'] | null {
  const [isStore, isOnline] = [storeWords.test(text), onlineWords.test(text)];
  if (isStore === isOnline) return null;
  return isStore ? 'store' : 'online';
}

/**
 * A kind decides where it says one side; then the name and title; then a channel of whose lines half name a store is one of
 * stores. Otherwise it is neither and stays out of the comparison of sides.
 */
export function sideOf({
  channel,
  title,
  kind,
  storeShare,
}: {
  readonly channel: string;
  readonly title: string;
  readonly kind: string;
  readonly storeShare: number;
}): Side {
  if (kind !== '') return { side: byWords(kind) ?? 'other', sideBy: 'kind' };
  if (storeShare >= 0.5) return { side: 'store', sideBy: 'stores' };
  const named = byWords(`${channel} ${title}`);
  return named ? { side: named, sideBy: 'name' } : { side: 'other', sideBy: 'none' };
}
