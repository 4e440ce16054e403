/** The kinds of job there are of a pull. */
export const pullKind = 'pull';
export const reconcileKind = 'pull-reconcile';
