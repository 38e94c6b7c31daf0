/** A fifth of what a deploy without Docker accepts (5 MB): growth is seen before it hurts. */
export const MAX_BYTES = 1024 * 1024
