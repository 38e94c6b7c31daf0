// The few answers of the Management API that `supabase functions deploy` needs, and a record of what it was sent.

export type UploadedFile = { path: string; bytes: number; text: string }
export type Upload = {
  slug: string
  files: UploadedFile[]
  /** As the CLI sent it; the platform reads entrypoint_path, import_map_path and verify_jwt. */
  metadata: Record<string, unknown>
}
export type ManagementStub = { url: string; uploads: Upload[]; stop(): Promise<void> }

export function startManagementStub(): ManagementStub {
  const uploads: Upload[] = []
  const server = Deno.serve({ hostname: '127.0.0.1', port: 0, onListen: () => {} }, async (request) => {
    const url = new URL(request.url)
    if (request.method === 'POST' && url.pathname.endsWith('/functions/deploy')) {
      const upload = await readUpload(url.searchParams.get('slug') ?? '', await request.formData())
      uploads.push(upload)
      return Response.json(describeFunction(upload), { status: 201 })
    }
    // The last step of a deploy of several functions: it names them all.
    if (request.method === 'PUT') return Response.json({ functions: uploads.map(describeFunction) })
    if (request.method === 'GET' && url.pathname.endsWith('/functions')) return Response.json([])
    return Response.json({ message: `The stub has no ${request.method} ${url.pathname}` }, { status: 404 })
  })
  return { url: `http://127.0.0.1:${server.addr.port}`, uploads, stop: () => server.shutdown() }
}

async function readUpload(slug: string, form: FormData): Promise<Upload> {
  const parts = form.getAll('file').filter((part): part is File => part instanceof File)
  const files = await Promise.all(
    parts.map(async (part) => ({ path: part.name, bytes: part.size, text: await part.text() })),
  )
  const metadata = form.get('metadata')
  const text = metadata instanceof File ? await metadata.text() : metadata
  return { slug, files, metadata: JSON.parse(text ?? '{}') }
}

function describeFunction({ slug, metadata }: Upload) {
  return {
    ...{
      id: crypto.randomUUID(),
      slug,
      name: slug,
      status: 'ACTIVE',
      version: 1,
      created_at: 1,
      updated_at: 1,
    },
    ...{ verify_jwt: metadata.verify_jwt, import_map: true },
    ...{ entrypoint_path: metadata.entrypoint_path, import_map_path: metadata.import_map_path },
  }
}
