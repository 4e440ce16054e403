/** Every text of one language, gathered by area from its files. */
const files = import.meta.glob<object>('./zh-CN/*.json', { eager: true, import: 'default' });

export const texts: Record<string, object> = Object.fromEntries(
  Object.entries(files).map(([path, bundle]) => [path.replace(/^.*\/|\.json$/g, ''), bundle]),
);
