/** Names people give become slugs of the contract: lower-case letters, digits and hyphens, at most 63. */
export function slugFrom(title: string, fallback: string): string {
  const slug = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63);
  return slug.length >= 3 ? slug : fallback;
}
