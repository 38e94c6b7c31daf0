import { describe, expect, it } from 'vitest'
import { matchTrack, TRACKS } from '../../../supabase/functions/_shared/domain/planner/tracks/matchTrack.ts'

const MEANT: Record<string, string[]> = {
  ai_ml: ['Machine Learning', 'AI/ML', 'ml'],
  sql: ['SQL', ' sql  basics ', 'Structured Query Language'],
  python: ['Python', 'Python Programming', 'python-3'],
  statistics: ['Statistics', 'intro to statistics'],
  fullstack_web: ['Full-Stack Web Development', 'web development', 'Fullstack'],
  data_eng: ['Data Engineering', 'data pipelines'],
  devops: ['DevOps', 'devops fundamentals'],
  cybersecurity: ['Cybersecurity', 'Cyber Security', 'cyber-security basics'],
  spanish_a1: ['Spanish', 'Spanish A1', 'spanish for beginners'],
  ux_design: ['UX', 'UX/UI Design', 'user experience'],
  product_mgmt: ['Product Management', 'product manager'],
  tech_writing: ['Technical Writing', 'technical documentation'],
}

const TEMPTING = [
  'excel sql add-in',
  'nosql',
  'sql server administration',
  'postgresql replication',
  'sqlite',
  'python snake care',
  'monty python',
  'python for data science',
  'ball python',
  'machine shop',
  'washing machine',
  'machine learning history',
  'mlops',
  'statistics of baseball',
  'bayesian statistics',
  'vital statistics office',
  'web',
  'spider web photography',
  'full stack pancakes',
  'data',
  'data entry',
  'data science',
  'engineering',
  'dev',
  'operations',
  'security guard',
  'cyber law',
  'social security',
  'spanish b2',
  'spanish guitar',
  'spanish civil war',
  'business spanish',
  'creative writing',
  'writing',
  'technical drawing',
  'technical analysis',
  'interior design',
  'product design',
  'product photography',
  'project management',
  'user manual',
  '',
  '   ',
  '__proto__',
]

describe('matchTrack', () => {
  it.each(TRACKS)('finds $id by its id as label or topic, and by each alias', (track) => {
    expect(matchTrack('Something else', track.id)).toBe(track)
    expect(matchTrack(track.id, null)).toBe(track)
    for (const alias of track.aliases) expect(matchTrack(alias.toUpperCase(), undefined)).toBe(track)
  })

  it.each(Object.entries(MEANT))('finds %s for what people call it', (id, topics) => {
    for (const topic of topics) expect(matchTrack(topic, null)?.id, topic).toBe(id)
  })

  it.each(TEMPTING)('finds nothing for "%s"', (topic) => {
    expect(matchTrack(topic, null)).toBe(null)
    expect(matchTrack('Something else', topic)).toBe(null)
  })

  it('lets the label decide before the topic, and the topic when the label names no track', () => {
    expect(matchTrack('Python', 'sql')?.id).toBe('sql')
    expect(matchTrack('Python', 'spring cohort')?.id).toBe('python')
  })
})
