import { createClient } from '@supabase/supabase-js'
import { render } from 'preact'
import { loadPageConfig } from './state/pageConfig.ts'
import { App } from './views/app.tsx'
import { ErrorNote } from './views/errorNote.tsx'

const root = document.getElementById('app')
if (root === null) throw new Error('Cannot start the page: index.html has no #app')
try {
  const config = await loadPageConfig('./config.json')
  const supabase = createClient(config.api_url, config.publishable_key)
  render(<App supabase={supabase} demo={config.demo} />, root)
} catch (error) {
  const retry = () => location.reload()
  render(<main class='sign-in'>{<ErrorNote failure={{ error, retry }} />}</main>, root)
}
