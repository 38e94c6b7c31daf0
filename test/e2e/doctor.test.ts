// `npm run doctor` on a healthy stack and on the same stack with one fault each.
// Accident it prevents: a diagnosis that is green because it looks at nothing, or red without saying what to do.
import { spawnSync } from 'node:child_process'
import { cp, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPseudonym } from '../../supabase/functions/_shared/platform/pseudonym.ts'
import { examine } from '../../dev/doctor/examine.ts'
import type { Finding } from '../../dev/doctor/finding.ts'
import type { Target } from '../../dev/doctor/target.ts'
import { signUpLearner } from '../support/learner.ts'
import { answerJson, answerStatus, startScriptedAgent } from '../support/scriptedAgent.ts'
import { withClient } from '../support/sql.ts'
import {
  makeTempFolder,
  REPOSITORY,
  type RunningStack,
  runStackCommand,
  startStack,
} from '../support/stack.ts'

let stack: RunningStack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack?.stop())

/** The healthy local target, or with some of it wrong. */
function aim(more: Partial<Target> = {}, vars: Record<string, string> = {}): Target {
  const { info } = stack
  return {
    mode: 'local',
    url: info.API_URL,
    operator_db_url: info.DB_URL,
    publishable_keys: { default: info.PUBLISHABLE_KEY },
    secret_keys: { default: info.SECRET_KEY },
    repository: REPOSITORY,
    ...more,
    vars: {
      SUPABASE_URL: info.API_URL,
      SUPABASE_DB_URL: info.API_DB_URL,
      SUPABASE_SECRET_KEYS: JSON.stringify({ default: info.SECRET_KEY }),
      ...vars,
    },
  }
}

/** As a hosted project behind its pooler would be aimed at. */
function aimHosted(vars: Record<string, string> = {}): Target {
  return aim({ mode: 'hosted' }, vars)
}

async function withFault(plant: string, repair: string, work: () => Promise<void>): Promise<void> {
  await withClient((db) => db.query(plant), stack.info.ADMIN_DB_URL)
  try {
    await work()
  } finally {
    await withClient((db) => db.query(repair), stack.info.ADMIN_DB_URL)
  }
}

async function expectFinding(target: Target, what: RegExp, fix: RegExp, level: Finding['level'] = 'error') {
  const findings = await examine(target)
  const found = findings.find((finding) => what.test(finding.what))
  expect(found, `none of: ${findings.map((finding) => finding.what).join('; ')}`).toBeDefined()
  expect(found).toMatchObject({ level, fix: expect.stringMatching(fix), why: expect.stringMatching(/\.$/) })
}

describe('a healthy stack', () => {
  test('has no error and no warning, also while learners use it', async () => {
    await signUpLearner(stack.info)

    const findings = await examine(aim())

    expect(findings.filter(({ level }) => level !== 'ok')).toEqual([])
    expect(findings).toHaveLength(12)
  })

  test('ends the command with 0 and one line for each check', async () => {
    const { code, stdout } = await runStackCommand('dev/doctor.ts', [], stack.env)

    expect(stdout).toMatch(/0 errors, 0 warnings, 12 fine\n$/)
    expect(code).toBe(0)
  })

  test('with a fault ends the command with 1, and --json tells check, level, what, why and fix', async () => {
    const env = { ...stack.env, WISELY_JWT_ISSUER: 'https://elsewhere.example/auth/v1' }
    const { code, stdout } = await runStackCommand('dev/doctor.ts', ['--json'], env)

    const findings = JSON.parse(stdout) as Finding[]
    expect(code).toBe(1)
    expect(findings.filter(({ level }) => level === 'error').map(({ check }) => check))
      .toEqual(['token signing'])
    expect(findings.map((finding) => Object.keys(finding).sort().join())).toContain(
      'check,fix,level,what,why',
    )
  })

  test('is not changed by the examination', async () => {
    const dump = () =>
      withClient(
        async (db) =>
          (await db.query(`select relname, relacl, relrowsecurity, reltuples from pg_class order by oid`))
            .rows,
        stack.info.ADMIN_DB_URL,
      )
    const before = await dump()
    await examine(aim())

    expect((await dump()).map(({ reltuples: _, ...rest }) => rest))
      .toEqual(before.map(({ reltuples: _, ...rest }) => rest))
  })
})

test("`hash` prints a learner's id as the log does", async () => {
  const id = '00000000-0000-4000-8000-000000000001'
  const { code, stdout } = await runStackCommand('dev/doctor.ts', ['hash', id], stack.env)

  expect([code, stdout.trim()]).toEqual([0, await createPseudonym(stack.info.SECRET_KEY)(id)])
})

test('a stack that does not run is told so, with the way to start it', async () => {
  const home = await makeTempFolder('wisely-doctor-')
  const { code, stderr } = await runStackCommand('dev/doctor.ts', [], { WISELY_HOME: home })
  await rm(home, { recursive: true })

  expect([code, stderr]).toEqual([1, expect.stringContaining('npm start')])
})

describe('a planted fault in the surroundings is found and its repair named:', () => {
  test('publishable and secret key swapped', async () => {
    const { PUBLISHABLE_KEY, SECRET_KEY } = stack.info
    const target = aim({
      publishable_keys: { default: SECRET_KEY },
      secret_keys: { default: PUBLISHABLE_KEY },
    })

    await expectFinding(target, /^the publishable key .* swapped/, /delete that secret key/)
    await expectFinding(target, /^the secret key .* swapped/, /SUPABASE_SECRET_KEY=sb_secret_/)
  })

  test('a legacy service-role key', async () => {
    const claims = Buffer.from(JSON.stringify({ role: 'service_role' })).toString('base64url')
    const target = aim({ secret_keys: { default: `eyJhbGciOiJIUzI1NiJ9.${claims}.c2lnbmF0dXJl` } })

    await expectFinding(target, /legacy JWT key \(service_role\)/, /SUPABASE_SECRET_KEY=sb_secret_/)
  })

  test('a secret key of another project', async () => {
    const target = aim({ secret_keys: { default: 'sb_secret_of_another_project' } })

    await expectFinding(target, /deep=1 with the secret key answers 401/, /SUPABASE_SECRET_KEY/)
  })

  test('an issuer that nobody signs as', async () => {
    const target = aim({}, { WISELY_JWT_ISSUER: 'https://old-domain.example/auth/v1' })

    await expectFinding(target, /accepted from https:\/\/old-domain/, /remove WISELY_JWT_ISSUER/)
  })

  test('a variable that stops the boot', async () => {
    const target = aim({}, { WISELY_DB_POOL: 'many' })

    await expectFinding(target, /WISELY_DB_POOL must be/, /WISELY_DB_POOL=/)
  })

  test('a key set without ES256, and a function that is not deployed', async () => {
    const project = await startScriptedAgent()
    project.play('auth', answerJson({ keys: [] }))
    try {
      const target = aim({ url: project.root })
      await expectFinding(target, /no ES256 key/, /create an ES256 key and rotate/)
      await expectFinding(target, /orchestrator\/health answers 404/, /npm start/)
      project.play('auth', answerJson({ keys: [{ kty: 'RSA', alg: 'RS256' }] }))
      await expectFinding(target, /only RS256/, /ES256/, 'warning')
    } finally {
      await project.close()
    }
  })

  test('a platform that answers before the function, and a clock that is wrong', async () => {
    const project = await startScriptedAgent()
    const isHealth = answerJson({ status: 'ok', version: '1.4.1' }, { date: 'Fri, 20 Nov 2026 10:00:00 GMT' })
    const refusal = answerJson({ code: 401, message: 'Missing authorization header' }, {}, 401)
    project.play(
      'functions',
      (response, request, socket) =>
        request.url.pathname.endsWith('/health')
          ? isHealth(response, request, socket)
          : refusal(response, request, socket),
    )
    try {
      await expectFinding(aim({ url: project.root }), /not in our shape/, /verify_jwt = false/)
      await expectFinding(aim({ url: project.root }), /disagree by \d+ s/, /timedatectl/)
    } finally {
      await project.close()
    }
  })

  test('an agent that nobody answers for, one that refuses us, and one without manifest', async () => {
    const agent = await startScriptedAgent()
    agent.play('alex', answerStatus(401))
    agent.play('clo', answerJson({ hello: 'world' }))
    const at = (name: string, url: string) => ({
      [`WISELY_AGENT_${name}_URL`]: url,
      [`WISELY_AGENT_${name}_TOKEN`]: 'token',
    })
    const vars = { ...at('TA', 'http://127.0.0.1:9'), ...at('ALEX', agent.root), ...at('CLO', agent.root) }
    try {
      await expectFinding(aim({}, vars), /agent ta .* answers nothing/, /WISELY_AGENT_TA_URL/)
      await expectFinding(aim({}, vars), /agent alex refuses/, /WISELY_AGENT_ALEX_TOKEN/)
      await expectFinding(aim({}, vars), /agent clo .* no manifest/, /npm run agent:check/, 'warning')
    } finally {
      await agent.close()
    }
  })

  test('an oversized bundle, and config.toml exposing the schema', async () => {
    const repository = await makeTempFolder('wisely-doctor-')
    try {
      await cp(join(REPOSITORY, 'supabase'), join(repository, 'supabase'), { recursive: true })
      const huge = join(repository, 'supabase', 'functions', 'orchestrator', 'index.ts')
      await writeFile(huge, `export const words = '${'x'.repeat(1024 * 1024)}'\n`)
      const config = join(repository, 'supabase', 'config.toml')
      await writeFile(config, '[api]\nschemas = ["public", "wisely"]\n')

      await expectFinding(aim({ repository }), /orchestrator has \d+ bytes/, /npm run deploy:dry .*index\.ts/)
      await expectFinding(
        aim({ repository }),
        /config\.toml exposes/,
        /schemas = \["public", "graphql_public"\]/,
      )
    } finally {
      await rm(repository, { recursive: true })
    }
  })
})

describe('a planted fault in production is found and its repair named:', () => {
  test('a login that bypasses row security, through the wrong port', async () => {
    const target = aimHosted({ WISELY_DB_URL: stack.info.DB_URL })

    await expectFinding(
      target,
      /log in as postgres, which bypasses/,
      /WISELY_DB_URL=postgresql:\/\/wisely_api/,
    )
    await expectFinding(target, /uses port \d+, not the transaction pooler's 6543/, /:6543\//)
  })

  test('no database login of its own, and the pulse on', async () => {
    await expectFinding(aimHosted(), /WISELY_DB_URL is not set/, /secrets set WISELY_DB_URL/, 'warning')
    await expectFinding(aimHosted(), /public pulse is on/, /realtime_pulse/, 'warning')
  })

  test('a wrong password', async () => {
    const url = stack.info.API_DB_URL.replace(/\/\/[^@]*@/, '//wisely_nobody:wrong@')

    await expectFinding(aimHosted({ WISELY_DB_URL: url }), /login fails: 28/, /alter role wisely_api/)
  })

  test('the demo learner with its published password, and nothing that prunes', async () => {
    await expectFinding(aimHosted(), /demo learner/, /^delete from auth\.users where id/)
    await expectFinding(aimHosted(), /nothing is pruned by itself/, /cron\.schedule/, 'warning')
  })

  test('a database that is not there', async () => {
    const target = aim({ operator_db_url: 'postgresql://postgres:x@127.0.0.1:9/postgres' })

    await expectFinding(target, /operator's connection fails \(ECONNREFUSED\)/, /--db-url/)
  })
})

describe('a planted fault in the database is found and its repair works:', () => {
  const faults: { fault: string; plant: string; what: RegExp; repair?: string }[] = [
    {
      fault: 'anon may read a table',
      plant: 'grant select on public.learning_intents to anon',
      what: /anon has privileges on public\.learning_intents/,
    },
    {
      fault: 'learners may write a table',
      plant: 'grant update on public.events to authenticated',
      what: /authenticated has more than select on public\.events/,
    },
    {
      fault: 'row security is off',
      plant: 'alter table public.instructor_sessions disable row level security',
      what: /row security is off on public\.instructor_sessions/,
    },
    {
      fault: 'an endpoint function may be called by learners',
      plant: 'grant execute on function wisely.begin_day(jsonb, jsonb) to authenticated',
      what: /wisely\.begin_day\(.*\) may be executed by a role of the Data API/,
    },
    {
      fault: 'the schema is within reach of the Data API',
      plant: 'grant usage on schema wisely to authenticated',
      what: /authenticated reaches the schema wisely/,
    },
    {
      fault: 'no policy lets learners into their topic',
      plant: 'drop policy "learner receives own events" on realtime.messages',
      what: /no policy "learner receives own events"/,
    },
    {
      fault: 'a policy lets everybody into every topic',
      plant: 'create policy planted on realtime.messages for select to authenticated using (true)',
      what: /policy "planted" on realtime\.messages lets everybody in/,
    },
  ]
  test.each(faults)('$fault', async ({ plant, what }) => {
    await withClient((db) => db.query(plant), stack.info.ADMIN_DB_URL)
    const before = await examine(aim())
    const found = before.find((finding) => what.test(finding.what))
    expect(found, `none of: ${before.map((finding) => finding.what).join('; ')}`).toMatchObject({
      level: 'error',
    })

    // The very line that was printed.
    await withClient((db) => db.query(found?.fix ?? ''), stack.info.ADMIN_DB_URL)

    expect((await examine(aim())).filter(({ level }) => level !== 'ok')).toEqual([])
  })

  test('a policy that shows learners the rows of others', async () => {
    const learner = await signUpLearner(stack.info)
    await learner.call('intent.sync', {
      body: { topic: 'SQL', depth: 'informed', end_goal: 'Query well', time_per_day_min: 30 },
    })

    await withFault(
      'create policy planted on public.learning_intents for select to authenticated using (true)',
      'drop policy planted on public.learning_intents',
      () => expectFinding(aim(), /without rows sees rows of public\.learning_intents/, /pg_policies/),
    )
  })

  test('a pending migration, an edited one, and one without a file', async () => {
    const files = (await readdir(join(REPOSITORY, 'supabase', 'migrations'))).sort()
    const version = files.at(-1)?.split('_')[0]
    const table = 'supabase_migrations.schema_migrations'

    await withFault(
      `create table public.kept as select * from ${table} where version = '${version}';
       update ${table} set version = '20990101000000' where version = '${version}'`,
      `delete from ${table} where version in ('20990101000000', '${version}');
       insert into ${table} select * from public.kept; drop table public.kept`,
      async () => {
        await expectFinding(aimHosted(), new RegExp(`${version}_.* is pending`), /npx supabase db push/)
        await expectFinding(
          aim(),
          /20990101000000 was applied and has no file/,
          /migration repair/,
          'warning',
        )
      },
    )
    await withFault(
      `update ${table} set statements = array[statements[1] || 'select 2;'] where version = '${version}'`,
      `update ${table} set statements = array[replace(statements[1], 'select 2;', '')] where version = '${version}'`,
      () => expectFinding(aim(), new RegExp(`${version}_.* was edited after`), /git checkout supabase/),
    )
  })

  test('a migration of this checkout, until the CLI has pushed it, and again when it is edited', async () => {
    const repository = await makeTempFolder('wisely-doctor-')
    const file = join(repository, 'supabase', 'migrations', '20990101000000_say_hello.sql')
    const hello = `-- Two statements; the CLI keeps them apart.
create function public.hello() returns text language plpgsql as $$ begin return ';'; end $$;
revoke all on function public.hello() from public, anon, authenticated, service_role; -- nobody
`
    try {
      await cp(join(REPOSITORY, 'supabase'), join(repository, 'supabase'), { recursive: true })
      await writeFile(file, hello)
      await expectFinding(aim({ repository }), /20990101000000_say_hello\.sql is pending/, /npm start/)

      const push = [
        'db',
        'push',
        '--yes',
        '--workdir',
        repository,
        '--db-url',
        `${stack.info.DB_URL}?sslmode=disable`,
      ]
      const cli = join(REPOSITORY, 'node_modules', 'supabase', 'dist', 'supabase.js')
      const pushed = spawnSync(process.execPath, [cli, ...push], { encoding: 'utf8', cwd: repository })
      expect(pushed.status, pushed.stderr).toBe(0)
      expect((await examine(aim({ repository }))).filter(({ level }) => level !== 'ok')).toEqual([])

      await writeFile(file, hello.replace("';'", "'.'"))
      await expectFinding(aim({ repository }), /say_hello\.sql was edited/, /git checkout/)
    } finally {
      await rm(repository, { recursive: true })
      await withClient(
        (db) =>
          db.query(`drop function if exists public.hello();
            delete from supabase_migrations.schema_migrations where version = '20990101000000'`),
        stack.info.ADMIN_DB_URL,
      )
    }
  })

  test('a function without its migrations', () =>
    withFault(
      'alter function wisely.check_readiness() rename to check_later',
      'alter function wisely.check_later() rename to check_readiness',
      () => expectFinding(aim(), /cannot use its database/, /npx supabase db push/),
    ))

  test('no partition for today', () =>
    withFault(
      'alter table realtime.messages detach partition realtime.messages_default',
      'alter table realtime.messages attach partition realtime.messages_default default',
      () => expectFinding(aim(), /no partition for today/, /npm run smoke/, 'warning'),
    ))

  test('keys that should have been pruned', () =>
    withFault(
      `insert into wisely.idempotency_keys (user_id, route, key, body_sha256, request_id, created_at)
       values ('${stack.info.DEMO_USER_ID}', 'day.run', 'old', 'x', 'x', now() - interval '5 days')`,
      `delete from wisely.idempotency_keys where key = 'old'`,
      () => expectFinding(aim(), /prune does not run/, /npm run maintain -- prune/),
    ))

  test('the Data API is told to expose the schema', () =>
    withFault(
      `alter role authenticator set pgrst.db_schemas = 'public, wisely'`,
      'alter role authenticator reset pgrst.db_schemas',
      () => expectFinding(aim(), /pgrst\.db_schemas/, /exposed schemas/),
    ))
})
