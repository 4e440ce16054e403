/**
 * Takes out of an event whatever reaches or names a person, before anything of it is written: fields by their name, and
 * addresses and numbers wherever they stand in a text. What cannot be told by its form (a name in a sentence) stays.
 */
import { isObject } from './json-text.ts';

/** Where a value stands decides what its name means: `name` is a person's in traits, a product's in properties. */
export type Place = 'traits' | 'properties' | 'context';

export interface Scrubbed {
  /** JSON text without contact data. */
  readonly text: string;
  /** Values taken out or blanked, at most 65,535. */
  readonly removed: number;
}

/** Compared without case, blanks, `_`, `-` and `.`. */
const contactNames = new Set(
  `email mail emailaddress useremail phone phonenumber phoneno mobile mobilephone mobilenumber mobileno tel telephone fax
  firstname lastname middlename fullname realname nickname username givenname familyname surname
  address address1 address2 streetaddress street shippingaddress billingaddress deliveryaddress homeaddress
  consignee receiver receivername receiverphone receivermobile receiveraddress recipient recipientname contact
  contactname contactphone contacts idcard idcardno idnumber idno identitycard identityno passport passportno ssn
  nationalid taxid birthday birthdate dateofbirth dob avatar wechat weixin wechatid openid unionid qq alipay
  bankcard cardnumber creditcard ip ipaddress clientip advertisingid idfa idfv gaid imei oaid androidid
  姓名 真实姓名 昵称 电话 手机 手机号 手机号码 联系电话 联系方式 联系人 邮箱 电子邮箱 电子邮件 地址 收货地址 详细地址 收货人 收件人
  身份证 身份证号 身份证号码 护照 生日 微信 微信号 银行卡号`.split(/\s+/),
);

const traitNames = new Set(['name', 'title', 'website', 'description']);
const contextNames = new Set(['traits', 'token', 'latitude', 'longitude', 'deviceid', 'idfv']);

const plainName = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_.-]/g, '');

/** Programs send the same few names again and again; strangers may send any, so what is remembered is bounded. */
const verdicts = { traits: new Map(), properties: new Map(), context: new Map() } satisfies Record<
  Place,
  Map<string, boolean>
>;
const mostVerdicts = 5_000;

function isHidden(name: string, place: Place): boolean {
  const known: Map<string, boolean> = verdicts[place];
  const before = known.get(name);
  if (before !== undefined) return before;
  const hidden = name === '__proto__' || isContactName(name, place) || holdsContact(name);
  if (known.size >= mostVerdicts) known.clear();
  if (name.length <= 100) known.set(name, hidden);
  return hidden;
}

/** Whether a property of this name is taken out of every event. */
export const namesContact = (name: string): boolean => isHidden(name, 'properties');

function isContactName(name: string, place: Place): boolean {
  const plain = plainName(name);
  if (contactNames.has(plain)) return true;
  if (place === 'traits') return traitNames.has(plain);
  return place === 'context' && contextNames.has(plain);
}

// Chinese sentences have no blanks: without their marks an address would take the clauses beside it along.
const emails =
  /[^\s@,;:<>"'()[\]{}/?&=|，。；：！？、（）《》【】“”]+@[^\s@,;:<>"'()[\]{}/?&=|，。；：！？、（）《》【】“”]+\.[^\s@,;:<>"'()[\]{}/?&=|，。；：！？、（）《》【】“”]+/g;
const mainland = /(?<!\d)(?:(?:\+|00)?86[\s-]?)?1[3-9]\d(?:[\s-]?\d{4}){2}(?!\d)/g;
const international = /(?<![\w+])\+\d[\d\s().-]{6,17}\d(?!\d)/g;
const landline = /(?<!\d)0\d{2,3}-\d{7,8}(?!\d)/g;
const identity =
  /(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])/g;

/** Cheap enough for every text: only what passes it can hold an address or a number. */
const suspicious = /[@＠%]|[\d０-９][\d０-９ ().-]{6,}[\d０-９Xx]/;

/** The same for the facts engine: a text it does not match is left as it is by `scrubText`. */
export const mayHoldContact = suspicious.source;

const mark = '[removed]';

const blankedOnce = (text: string): string =>
  text
    .replace(emails, mark)
    .replace(identity, mark)
    .replace(mainland, mark)
    .replace(international, mark)
    .replace(landline, mark);

const mostLooks = 8;

/** A number written onto another is seen once the first is gone. What is not still after several looks goes whole. */
function withoutContacts(text: string): string {
  let before = text;
  for (let look = 0; look < mostLooks; look += 1) {
    const after = blankedOnce(before);
    if (after === before) return after;
    before = after;
  }
  return mark;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Longest text looked into; what is longer is cut, since the patterns cost more the longer it is. */
const longest = 8_192;

/** The text with addresses and numbers blanked, full-width and percent-encoded ones too. Unchanged: the same string. */
export function scrubText(raw: string): string {
  const text = raw.length > longest ? raw.slice(0, longest) : raw;
  if (!suspicious.test(text)) return text;
  const plain = withoutContacts(text);
  const wide = plain.normalize('NFKC');
  const narrowed = wide === plain ? plain : withoutContacts(wide);
  const shown = narrowed === wide ? plain : narrowed;
  const open = text.includes('%') ? decoded(shown) : shown;
  if (open === shown || withoutContacts(open.normalize('NFKC')) === open.normalize('NFKC')) return shown;
  const query = shown.indexOf('?');
  return query >= 0 && scrubText(shown.slice(0, query)) === shown.slice(0, query)
    ? `${shown.slice(0, query)}?${mark}`
    : mark;
}

/** Where a text is cut so that its parts can be looked into: behind the last blank within reach, if there is one. */
function cutAt(text: string): number {
  const blank = text.slice(0, longest).search(/\s\S*$/);
  return blank > longest / 2 ? blank + 1 : longest;
}

/** As `scrubText`, but nothing of a long text is lost: it is looked into part by part. */
export function scrubLongText(text: string): string {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > longest) {
    const at = cutAt(rest);
    parts.push(scrubText(rest.slice(0, at)));
    rest = rest.slice(at);
  }
  return [...parts, scrubText(rest)].join('');
}

/** Whether a text holds an address or number that `scrubText` would blank. */
export const holdsContact = (text: string): boolean => scrubText(text) !== text;

/** Seven digits are no number anybody can be called by: see `suspicious`. */
const isContactNumber = (value: number): boolean =>
  Number.isSafeInteger(value) && Math.abs(value) >= 1e7 && holdsContact(String(value));

/** Whether `clean` would leave the value as it is. Most are, and are not built a second time. */
function isClean(value: unknown, place: Place): boolean {
  if (typeof value === 'string') return !holdsContact(value);
  if (typeof value === 'number') return !isContactNumber(value);
  if (Array.isArray(value)) return value.every(each => isClean(each, place));
  if (!isObject(value)) return true;
  return Object.keys(value).every(key => !isHidden(key, place) && isClean(value[key], place));
}

interface Walk {
  readonly place: Place;
  removed: number;
}

function clean(value: unknown, walk: Walk): unknown {
  if (typeof value === 'string') {
    const text = scrubText(value);
    if (text !== value) walk.removed += 1;
    return text;
  }
  if (typeof value === 'number') {
    if (!isContactNumber(value)) return value;
    walk.removed += 1;
    return mark;
  }
  if (Array.isArray(value)) return value.map(each => clean(each, walk));
  return isObject(value) ? cleanFields(value, walk) : value;
}

function cleanFields(value: object, walk: Walk): object {
  const kept: [string, unknown][] = [];
  for (const [key, inner] of Object.entries(value)) {
    if (isHidden(key, walk.place)) walk.removed += 1;
    else kept.push([key, clean(inner, walk)]);
  }
  return Object.fromEntries(kept);
}

/** An object without contact data as JSON text. The value is plain data (kernel/plain-data.ts). About 0.1 µs a clean field. */
export function scrub(value: object, place: Place): Scrubbed {
  if (isClean(value, place)) return { text: JSON.stringify(value), removed: 0 };
  const walk: Walk = { place, removed: 0 };
  return { text: JSON.stringify(cleanFields(value, walk)), removed: Math.min(walk.removed, 65_535) };
}
