import { execFile } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { POST } from '../../examples/nextjs/app/api/ai/advanced/route.ts'
import { GET } from '../../examples/nextjs/app/api/ai/status/[id]/route.ts'
import { sessionStatusResponseSchema } from '../../supabase/functions/_shared/contract/session.ts'
import { signUpLearner } from '../support/learner.ts'
import { makeTempFolder, REPOSITORY } from '../support/stack.ts'

const stack = inject('stack')
const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

/** What the compiler says about the sample, with the client's types and preact's for React's. */
async function compileSample(): Promise<string> {
  const folder = await makeTempFolder('wisely-next-')
  folders.push(folder)
  const at = (...parts: string[]) => join(REPOSITORY, ...parts)
  const config = {
    compilerOptions: {
      ...{ target: 'es2022', lib: ['es2023', 'dom', 'dom.iterable'], strict: true, noEmit: true },
      ...{
        module: 'esnext',
        moduleResolution: 'bundler',
        skipLibCheck: true,
        allowImportingTsExtensions: true,
      },
      ...{
        jsx: 'react-jsx',
        jsxImportSource: 'preact',
        types: ['node'],
        typeRoots: [at('node_modules/@types')],
      },
      paths: {
        '@wisely/orchestrator-client/sessions': [at('client/sessions.ts')],
        react: [at('node_modules/preact/compat/src/index.d.ts')],
        'preact/jsx-runtime': [at('node_modules/preact/jsx-runtime/src/index.d.ts')],
      },
    },
    include: [at('examples/nextjs/**/*')],
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const tsc = at('node_modules/typescript/bin/tsc')
  const { stdout } = await promisify(execFile)('node', [tsc, '-p', folder]).catch((error) => error)
  return stdout
}

describe('the Next.js sample', () => {
  it('0-18 type-checks', async () => {
    expect(await compileSample()).toBe('')
  })

  it('0-18 starts a session, and answers 304 without a body to who polls and knows it all', async () => {
    process.env.WORKER_URL = stack.FUNCTIONS_URL
    const { token } = await signUpLearner(stack)
    const headers = { authorization: `Bearer ${token}` }
    const body = JSON.stringify({ prompt: 'Write a function to calculate fibonacci', mode: 'fast' })
    const started = await POST(new Request('http://next/api/ai/advanced', { method: 'POST', headers, body }))
    const { id } = await started.json()
    const poll = (etag?: string) => {
      const known = etag === undefined ? headers : { ...headers, 'if-none-match': etag }
      const request = new Request(`http://next/api/ai/status/${id}`, { headers: known })
      return GET(request, { params: Promise.resolve({ id }) })
    }

    const first = await poll()
    sessionStatusResponseSchema.parse(await first.json())
    // Every answer that brought news is followed by one that asks with its ETag, as a browser does.
    let etag = first.headers.get('etag') ?? ''
    let known = await poll(etag)
    for (let polls = 0; known.status === 200 && polls < 100; polls += 1) {
      etag = known.headers.get('etag') ?? ''
      known = await poll(etag)
    }

    expect([known.status, await known.text()]).toEqual([304, ''])
    expect(known.headers.get('etag')).toBe(etag)
  })

  it('hands on a refusal as it came', async () => {
    process.env.WORKER_URL = stack.FUNCTIONS_URL
    const started = await POST(
      new Request('http://next/api/ai/advanced', { method: 'POST', body: '{"prompt":"x"}' }),
    )

    expect(started.status).toBe(401)
    expect((await started.json()).error.code).toBe('UNAUTHORIZED')
  })
})
