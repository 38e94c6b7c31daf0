import { describe, expect, it } from 'vitest'
import { readSettings } from '../../../supabase/functions/_shared/platform/env.ts'

const MINIMAL = { SUPABASE_URL: 'https://abc.supabase.co', SUPABASE_DB_URL: 'postgresql://x' }

describe('settings', () => {
  it('need only the URL and a database', () => {
    const settings = readSettings(MINIMAL)
    expect(settings.jwt_issuers).toEqual(['https://abc.supabase.co/auth/v1'])
    expect(settings.write_limits).toEqual([{ policy: 'writes', capacity: 30, per_s: 60 }])
    expect(settings.allowed_origins).toEqual(['*'])
  })

  it('give anonymous users less than learners, and believe one proxy', () => {
    const { anonymous_limits, write_limits, day_run_limits, trusted_proxies } = readSettings(MINIMAL)
    expect(anonymous_limits.write_limits[0]?.capacity).toBeLessThan(write_limits[0]?.capacity ?? 0)
    expect(anonymous_limits.day_run_limits[0]?.capacity).toBeLessThan(day_run_limits[0]?.capacity ?? 0)
    expect(trusted_proxies).toBe(1)
  })

  it('WISELY_DB_URL wins over the injected database', () => {
    expect(readSettings({ ...MINIMAL, WISELY_DB_URL: 'postgresql://pooler' }).database_url).toBe(
      'postgresql://pooler',
    )
  })

  it('switch limits off together or one by one', () => {
    const all = readSettings({ ...MINIMAL, WISELY_RATE_LIMITS: 'off' })
    expect([all.write_limits, all.day_run_limits, all.request_limit, all.stranger_limit]).toEqual([
      [],
      [],
      null,
      null,
    ])
    expect([all.anonymous_limits, all.agent_call_limit]).toEqual([
      { write_limits: [], day_run_limits: [] },
      null,
    ])
    expect(readSettings({ ...MINIMAL, WISELY_RATE_WRITES_PER_MIN: 'off' }).day_run_limits).toHaveLength(1)
    expect(readSettings({ ...MINIMAL, WISELY_RATE_WRITES_PER_MIN: '7' }).write_limits[0]?.capacity).toBe(7)
  })

  const wrong: [string, Record<string, string>][] = [
    ['SUPABASE_URL', { SUPABASE_DB_URL: 'x' }],
    ['SUPABASE_DB_URL', { SUPABASE_URL: 'https://abc.supabase.co' }],
    ['SUPABASE_SECRET_KEYS', { ...MINIMAL, SUPABASE_SECRET_KEYS: 'canary' }],
    ['SUPABASE_SECRET_KEYS', { ...MINIMAL, SUPABASE_SECRET_KEYS: '["canary"]' }],
    ['WISELY_RATE_WRITES_PER_MIN', { ...MINIMAL, WISELY_RATE_WRITES_PER_MIN: 'canary' }],
    ['WISELY_DB_POOL', { ...MINIMAL, WISELY_DB_POOL: '99' }],
    ['WISELY_LOG_LEVEL', { ...MINIMAL, WISELY_LOG_LEVEL: 'canary' }],
    ['WISELY_LEGACY_JWT_SECRET', { ...MINIMAL, WISELY_LEGACY_JWT: 'on' }],
    ['WISELY_DEV_CLOCK', { ...MINIMAL, WISELY_DEV_CLOCK: '1' }],
    ['WISELY_RATE_AGENT_CALLS_PER_MIN', { ...MINIMAL, WISELY_RATE_AGENT_CALLS_PER_MIN: 'canary' }],
    ['WISELY_RATE_ANONYMOUS_WRITES_PER_MIN', { ...MINIMAL, WISELY_RATE_ANONYMOUS_WRITES_PER_MIN: '-1' }],
    ['WISELY_TRUSTED_PROXIES', { ...MINIMAL, WISELY_TRUSTED_PROXIES: 'canary' }],
    ['WISELY_ANONYMOUS_USERS', { ...MINIMAL, WISELY_ANONYMOUS_USERS: 'canary' }],
  ]
  it.each(wrong)('a wrong %s stops the boot with its name and without its value', (name, vars) => {
    expect(() => readSettings(vars)).toThrow(name)
    expect(() => readSettings(vars)).not.toThrow('canary')
  })
})
