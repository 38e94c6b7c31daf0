import type { StackInfo } from './record.ts'

/** What a developer needs first, in the order in which it is needed. */
export function printBanner(
  info: StackInfo,
  bootSeconds: number,
  database: { isNew: boolean; appliedMigrations: number },
): void {
  const state = database.isNew ? 'new database' : 'kept database'
  const migrations = `${database.appliedMigrations} migration${
    database.appliedMigrations === 1 ? '' : 's'
  } applied`
  console.log(`
Wisely local stack is running (${bootSeconds.toFixed(2)} s, ${state}, ${migrations})

  Learner page     ${info.PAGE_URL}
  API              ${info.API_URL}
  Functions        ${info.FUNCTIONS_URL}
  Database         ${info.DB_URL}
  Publishable key  ${info.PUBLISHABLE_KEY}
  Secret key       ${info.SECRET_KEY}
  Demo learner     ${info.DEMO_EMAIL} / ${info.DEMO_PASSWORD}
  Demo learner id  ${info.DEMO_USER_ID}
  Function log     ${info.FUNCTIONS_LOG}
  Worker           starts with the first call of session; same log

  Ctrl-C stops it; "npm run status", "npm run token" and "npm run reset" work in another terminal.`)
}
