import { SQL_DESIGN } from './sqlDesign.ts'
import { SQL_OPERATION } from './sqlOperation.ts'
import { SQL_QUERIES } from './sqlQueries.ts'
import type { Track } from './track.ts'

/** SQL on PostgreSQL: a database of one's own on the first day, a report somebody decides on at the end. */
export const SQL: Track = {
  id: 'sql',
  aliases: [
    'sql',
    'sql basics',
    'sql fundamentals',
    'sql for beginners',
    'learn sql',
    'sql queries',
    'sql programming',
    'structured query language',
    'intro to sql',
    'introduction to sql',
  ],
  units: [...SQL_QUERIES, ...SQL_DESIGN, ...SQL_OPERATION],
}
