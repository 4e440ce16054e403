/** The cookie that holds a session, as the server sets it and the command line sends it. */

/** `__Host-` binds the cookie to this very host and to https; a plain name where there is no https to bind to. */
export const cookieName = (secure: boolean): string => (secure ? '__Host-rekindle' : 'rekindle-session');
