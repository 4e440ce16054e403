/**
 * The readings of `cell.ts`, `number-cell.ts` and `date-cell.ts` as SQL over a column of text, for files too large to
 * pass through JavaScript. A test reads one table of cells both ways. Each reading first tries the plain form most
 * exports use and pays for the rest only where it is needed.
 */
import type { DateFormat } from '../../records/mapping.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import { blankClass } from './cell.ts';

const ends = p.string(`^[${blankClass}]+|[${blankClass}]+$`);
const blankAtEnd = p.string(`^[${blankClass}]|[${blankClass}]$`);
const asciiBlanks = p.string(' \t\n\v\f\r');
const wrapped = p.string('^="([^"]*)"$');

/** A spreadsheet's `="…"` off; looked for only where the text has its beginning. */
const unwrapped = (text: FactsSql, then: FactsSql): FactsSql =>
  factsSql`if(position(${text}, '="') > 0, replaceRegexpOne(${then}, ${wrapped}, '\\1'), ${then})`;

/** Free text: outer blanks and `="…"` off. ASCII goes without a regular expression, at a fifth of the cost. */
export const trimmedSql = (text: FactsSql): FactsSql =>
  unwrapped(
    text,
    factsSql`if(isValidASCII(${text}), trimBoth(${text}, ${asciiBlanks}),
    if(match(${text}, ${blankAtEnd}), replaceRegexpAll(${text}, ${ends}, ''), ${text}))`,
  );

/** A typed cell: NFKC (which leaves ASCII alone), outer blanks and one leading apostrophe off. */
export function typedSql(text: FactsSql): FactsSql {
  const bare = factsSql`trimBoth(${text}, ${asciiBlanks})`;
  return unwrapped(
    text,
    factsSql`if(isValidASCII(${text}), if(startsWith(${bare}, ''''), substring(${bare}, 2), ${bare}),
    replaceRegexpOne(replaceRegexpAll(normalizeUTF8NFKC(${text}), ${ends}, ''), '^''', ''))`,
  );
}

/** An identifier: typed, without the `.0` of spreadsheets. */
export const identifierSql = (text: FactsSql): FactsSql =>
  factsSql`if(isValidASCII(${text}) and position(${text}, '.') = 0, ${typedSql(text)},
    replaceRegexpOne(${typedSql(text)}, '^([0-9]+)\\.0+$', '\\1'))`;

/** Whether an identifier was rounded by a spreadsheet. */
export const scientificSql = (text: FactsSql): FactsSql =>
  factsSql`(positionCaseInsensitive(${text}, 'e') > 0 and match(${text}, '^[0-9](\\.[0-9]+)?[eE][+]?[0-9]{2}$'))`;

const plainNumber = '^-?[0-9]{1,18}(\\.[0-9]{1,8})?$';
const marks = p.string('(?i)[¥￥$€£]|RMB|CNY|HKD|USD|GBP|EUR|元|圆|块|\\s+');
const loose = p.string(
  '^(?:\\((?P<b>(?:\\d+|\\d{1,3}(?:,\\d{3})+)(?:\\.\\d+)?)(?P<bu>[万亿]?)\\)|(?P<s>[-−+]?)(?P<n>(?:\\d+|\\d{1,3}(?:,\\d{3})+)(?:\\.\\d+)?)(?P<u>[万亿]?))$',
);

function looseNumber(text: FactsSql): FactsSql {
  const groups = factsSql`extractGroups(replaceRegexpAll(${typedSql(text)}, ${marks}, ''), ${loose})`;
  // Groups: bracketed number, its unit, sign, number, unit. No match gives an empty array and null in the end.
  return factsSql`arrayMap(g -> toDecimal128OrNull(replaceAll(concat(g[1], g[4]), ',', ''), 8)
      * multiIf(g[2] = '万' or g[5] = '万', 10000, g[2] = '亿' or g[5] = '亿', 100000000, 1)
      * if(g[1] != '' or g[3] in ('-', '−'), -1, 1), [${groups}])[1]`;
}

/** A decimal number with eight places, or null where `numberCell` refuses. Beyond 10^18 it is refused too. */
export const numberSql = (text: FactsSql): FactsSql =>
  factsSql`if(match(${text}, ${p.string(plainNumber)}), toDecimal128OrNull(${text}, 8), ${looseNumber(text)})`;

const halfDay = '(上午|下午|中午|凌晨|晚上|AM|PM)';
const yearFirst = p.string(
  `(?i)^(\\d{4})[-/.年](\\d{1,2})[-/.月](\\d{1,2})日?(?:[T\\s]*${halfDay}?\\s*(\\d{1,2})[:时点](\\d{1,2})?分?(?::?(\\d{1,2})秒?(?:[.,](\\d{1,9}))?)?\\s*(AM|PM)?\\s*(Z|[+-]\\d{2}:?\\d{2})?)?$`,
);

/** Dates in other orders rewritten as year-month-day, so that one expression reads all of them. */
function yearFirstText(text: FactsSql, format: DateFormat): FactsSql {
  const dayFirst = format === 'dmy' ? '\\d{1,2}' : format === 'mdy' ? '$^' : '1[3-9]|[2-9]\\d';
  const afterMonth = format === 'mdy' ? '\\d{1,2}' : format === 'dmy' ? '$^' : '1[3-9]|[2-9]\\d';
  const steps: readonly [string, string][] = [
    ['^(\\d{4})(\\d{2})(\\d{2})(\\d{2})(\\d{2})(\\d{2})$', '\\1-\\2-\\3 \\4:\\5:\\6'],
    ['^(\\d{4})(\\d{2})(\\d{2})(\\s|$)', '\\1-\\2-\\3\\4'],
    [`^(${dayFirst})[-/.](\\d{1,2})[-/.](\\d{4})`, '\\3-\\2-\\1'],
    [`^(\\d{1,2})[-/.](${afterMonth})[-/.](\\d{4})`, '\\3-\\1-\\2'],
  ];
  return steps.reduce(
    (inner, [pattern, replacement]) =>
      factsSql`replaceRegexpOne(${inner}, ${p.string(pattern)}, ${p.string(replacement)})`,
    typedSql(text),
  );
}

const hourOf = factsSql`multiIf(
  match(g[4], '(?i)下午|晚上|PM') or match(g[9], '(?i)PM'), if(toUInt8OrZero(g[5]) < 12, toUInt8OrZero(g[5]) + 12, toUInt8OrZero(g[5])),
  match(g[4], '(?i)上午|凌晨|AM') or match(g[9], '(?i)AM'), if(g[5] = '12', 0, toUInt8OrZero(g[5])),
  toUInt8OrZero(g[5]))`;

const offsetMinutes = factsSql`if(startsWith(g[10], '-'), -1, 1)
  * (toInt32OrZero(substring(g[10], 2, 2)) * 60 + toInt32OrZero(right(g[10], 2)))`;

/** The groups of `yearFirst` as an instant; null for an impossible date or time. */
function instantOf(groups: FactsSql, zone: string): FactsSql {
  const at = (where: FactsSql) =>
    factsSql`makeDateTime64(toUInt16OrZero(g[1]), toUInt8OrZero(g[2]), toUInt8OrZero(g[3]), ${hourOf},
      toUInt8OrZero(g[6]), toUInt8OrZero(g[7]), toUInt16OrZero(rightPad(substring(g[8], 1, 3), 3, '0')), 3, ${where})`;
  const local = factsSql`toTimeZone(${at(factsSql`${p.string(zone)}`)}, 'UTC')`;
  const shifted = factsSql`${at(factsSql`'UTC'`)} - toIntervalMinute(${offsetMinutes})`;
  return factsSql`arrayMap(g -> if(
      empty(g[1]) or toUInt16OrZero(g[1]) not between 1970 and 2199
        or toUInt8OrZero(g[2]) not between 1 and 12 or toUInt8OrZero(g[3]) = 0
        or toUInt8OrZero(g[3]) > toDayOfMonth(toLastDayOfMonth(makeDate32(toUInt16OrZero(g[1]), toUInt8OrZero(g[2]), 1)))
        or ${hourOf} > 23 or toUInt8OrZero(g[6]) > 59 or toUInt8OrZero(g[7]) > 59,
      null, if(g[10] = '', ${local}, ${shifted})), [${groups}])[1]`;
}

function serialInstant(text: FactsSql, epoch: string, zone: string): FactsSql {
  const wall = factsSql`addSeconds(toDateTime64(${p.string(epoch)}, 3, 'UTC'), toInt64(round(toFloat64OrZero(${text}) * 86400)))`;
  const at = factsSql`toTimeZone(makeDateTime64(toYear(w), toMonth(w), toDayOfMonth(w), toHour(w), toMinute(w), toSecond(w), 0, 3, ${p.string(zone)}), 'UTC')`;
  return factsSql`arrayMap(w -> if(toYear(w) between 1970 and 2199, ${at}, null), [${wall}])[1]`;
}

/** The instant a cell names, `Nullable(DateTime64(3, 'UTC'))`: null where `dateCell` refuses. */
export function dateSql(text: FactsSql, { format, zone }: { format: DateFormat; zone: string }): FactsSql {
  const groups = factsSql`extractGroups(${yearFirstText(text, format)}, ${yearFirst})`;
  const loose = instantOf(groups, zone);
  const epoch = { 'excel-1900': '1899-12-30', 'excel-1904': '1904-01-01' }[format as string];
  const slow = epoch
    ? factsSql`if(match(${typedSql(text)}, '^[0-9]{1,6}(\\.[0-9]+)?$'), ${serialInstant(typedSql(text), epoch, zone)}, ${loose})`
    : loose;
  // What the engine reads and writes back unchanged is a plain, possible date: no regular expression needed.
  const plain = factsSql`toDateTimeOrNull(${text}, ${p.string(zone)})`;
  return factsSql`if(${text} >= '1970' and ifNull(toString(${plain}) = ${text}, 0), toDateTime64(${plain}, 3, 'UTC'), ${slow})`;
}

/** Whether a date that could not be read is one whose day and month may be exchanged. */
export const ambiguousDateSql = (text: FactsSql, format: DateFormat): FactsSql =>
  format === 'dmy' || format === 'mdy'
    ? factsSql`0`
    : factsSql`match(${typedSql(text)}, '^(0?[1-9]|1[0-2])[-/.](0?[1-9]|1[0-2])[-/.][0-9]{4}([T\\s]|$)')`;
