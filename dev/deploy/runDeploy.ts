import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { StackError } from '../stackError.ts'
import { startManagementStub, type Upload } from './managementStub.ts'

/** Well formed and of no use: the stub asks nobody. */
const DUMMY_TOKEN = `sbp_${'0'.repeat(40)}`
const DUMMY_PROJECT = 'abcdefghijklmnopqrst'
const DEPLOY_LIMIT_MS = 60_000

/** Runs the deploy command as it is run for a hosted project, against a stub, and answers what it uploaded. */
export async function runDeploy(repository: string, functions: string[]): Promise<Upload[]> {
  const folder = await mkdtemp(join(tmpdir(), 'wisely-deploy-'))
  const stub = startManagementStub()
  try {
    const workdir = await copySources(repository, folder)
    const profile = join(folder, 'profile.yaml')
    await writeFile(profile, writeProfile(stub.url))
    // A home of its own: neither the user's login nor telemetry of this run touch anything outside of it.
    const home = join(folder, 'home')
    await mkdir(home)
    const command = new Deno.Command('node', {
      args: [
        ...[
          join(repository, 'node_modules', 'supabase', 'dist', 'supabase.js'),
          'functions',
          'deploy',
          ...functions,
        ],
        ...['--use-api', '--project-ref', DUMMY_PROJECT, '--profile', profile, '--workdir', workdir],
      ],
      cwd: workdir,
      clearEnv: true,
      env: {
        ...{
          PATH: Deno.env.get('PATH') ?? '',
          HOME: home,
          SUPABASE_HOME: home,
          SUPABASE_ACCESS_TOKEN: DUMMY_TOKEN,
        },
        ...{ NO_COLOR: '1', DO_NOT_TRACK: '1', SUPABASE_TELEMETRY_DISABLED: '1' },
      },
      stdin: 'null',
      signal: AbortSignal.timeout(DEPLOY_LIMIT_MS),
    })
    const { code, stdout, stderr } = await command.output()
    if (code !== 0) {
      const said = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join('').trim()
      throw new StackError(
        `"supabase functions deploy ${functions.join(' ')}" failed with code ${code}:\n${said}`,
      )
    }
    return stub.uploads
  } finally {
    await stub.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** The command writes below supabase/.temp: it gets a copy, without the .env that never leaves the machine. */
async function copySources(repository: string, folder: string): Promise<string> {
  const workdir = join(folder, 'project')
  for (const path of ['config.toml', 'functions']) {
    await cp(join(repository, 'supabase', path), join(workdir, 'supabase', path), {
      recursive: true,
      filter: (source) => !basename(source).startsWith('.env'),
    })
  }
  return workdir
}

function writeProfile(url: string): string {
  return [
    `name: dry`,
    `api_url: ${url}`,
    `dashboard_url: ${url}`,
    `docs_url: ${url}`,
    `project_host: dry.test`,
    '',
  ]
    .join('\n')
}
