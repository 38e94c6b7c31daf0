/** The release that answers, as in package.json. */
export const VERSION = '1.4.1'
