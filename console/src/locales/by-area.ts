/** Files of texts by the area they are of, which is their name. */
export const byArea = (files: Readonly<Record<string, object>>): Record<string, object> =>
  Object.fromEntries(
    Object.entries(files).map(([path, bundle]) => [path.replace(/^.*\/|\.json$/g, ''), bundle]),
  );
