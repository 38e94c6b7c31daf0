import { FULLSTACK_WEB_APPLICATION } from './fullstackWebApplication.ts'
import { FULLSTACK_WEB_PAGES } from './fullstackWebPages.ts'
import { FULLSTACK_WEB_SERVER } from './fullstackWebServer.ts'
import type { Track } from './track.ts'

/** Full-stack web: a page that works without script on the first day, a deployed and watched application at the end. */
export const FULLSTACK_WEB: Track = {
  id: 'fullstack_web',
  aliases: [
    'fullstack web',
    'full stack web',
    'fullstack web development',
    'full stack web development',
    'full stack development',
    'fullstack development',
    'full stack',
    'fullstack',
    'web development',
    'web dev',
    'full stack developer',
    'fullstack developer',
    'full stack web developer',
    'learn web development',
  ],
  units: [...FULLSTACK_WEB_PAGES, ...FULLSTACK_WEB_SERVER, ...FULLSTACK_WEB_APPLICATION],
}
