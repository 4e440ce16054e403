/** What the test of audit entries leaves out. */

/** Routes that change nothing although they are no GET, and why they are none. */
export const readsOnly: Readonly<Record<string, string>> = {
  'POST /api/account-links/look': 'the token must not stand in a URL',
  'POST /api/campaigns/:name/waterfall': 'computes and rolls back',
  'POST /api/customers/search': 'the value looked for must not stand in a URL',
  'POST /api/events/people': 'the key looked for must not stand in a URL',
  'POST /api/pull-sources/:id/test': 'logs in to a database elsewhere: no link may do that',
  'POST /api/pull-sources/:id/preview': 'a SELECT must not stand in a URL',
  'POST /api/hooks/try': 'the example must not stand in a URL',
  'POST /api/quality/rules/preview': 'asks a rule that is not in force yet',
  'POST /api/imports/preview': 'reads an uploaded file',
};
