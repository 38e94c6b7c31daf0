import { z } from 'zod'
import {
  adaptationSchema,
  groundingSchema,
  milestoneSchema,
  objectiveSchema,
  planSchema,
  unitIdSchema,
} from './plan.ts'
import {
  AGENT_NAMES,
  budgetMinSchema,
  daySchema,
  depthSchema,
  localDateSchema,
  uuidSchema,
  weekSchema,
} from './primitives.ts'
import { signalQualitySchema } from './signalQuality.ts'

/** The contract between the orchestrator and its agents (docs/agents.md). */
export const AGENT_CONTRACT = 'wisely.signals/1'

export const PARTICIPANTS = [...AGENT_NAMES, 'instructor'] as const
/** The four signal agents and the instructor. */
export type Participant = (typeof PARTICIPANTS)[number]

export const AGENT_CODES = [
  'NOT_MODIFIED',
  'TIMEOUT',
  'DEADLINE',
  'RATE_LIMIT',
  'AGENT_ERROR',
  'BAD_SCHEMA',
  'TOO_LARGE',
  'UNAUTHORIZED',
  'UNSUPPORTED_VERSION',
  'CIRCUIT_OPEN',
  'BUDGET',
] as const
export type AgentCode = (typeof AGENT_CODES)[number]

export const unitSchema = z.object({
  id: unitIdSchema,
  name: z.string().min(1).max(120),
  prereqs: z.array(unitIdSchema).max(8),
  kind: z.enum(['fact', 'concept', 'procedure', 'skill']),
  est_min: z.int().min(15).max(600),
  task: z.string().max(400).optional(),
  check: z.string().max(200).optional(),
  source: z.enum(['curated', 'learner', 'agent']),
})
export type Unit = z.infer<typeof unitSchema>

export const doneSchema = z.object({
  week: weekSchema,
  day: daySchema,
  local_date: localDateSchema,
  planned_min: z.int(),
  minutes: z.int(),
  confidence: z.int().min(1).max(10).nullish(),
  recall: z.object({ right: z.int().min(0), total: z.int().min(1) }).nullish(),
  unit_ids: z.array(unitIdSchema).max(12),
  struggle: z.boolean(),
  notes: z.string().max(500).optional(),
})
/** One completed day as agents see it; `notes` leave only if the learner allows it. */
export type Done = z.infer<typeof doneSchema>

export const masterySchema = z.object({
  unit_id: unitIdSchema,
  p: z.number().min(0).max(1),
  n: z.int().min(0),
})

/** Body of POST /{agent}/signals. Unknown keys are ignored on both sides. */
export const agentRequestSchema = z.object({
  contract: z.string().max(40),
  request_id: z.string().min(1).max(128),
  deadline_ms: z.int().min(100).max(15_000),
  if_none_match: z.string().max(200).nullish(),
  learner: z.object({
    ref: z.string().min(1).max(64),
    tz: z.string().max(64),
    locale: z.string().max(35).optional(),
  }),
  intent: z.object({
    intent_id: uuidSchema,
    topic: z.string().min(1).max(200),
    depth: depthSchema,
    end_goal: z.string().min(1).max(1000),
    time_per_day_min: budgetMinSchema,
    track_label: z.string().max(120).nullish(),
    meta: z.record(z.string(), z.unknown()),
  }),
  position: z.object({ week: weekSchema, day: daySchema, local_date: localDateSchema }),
  state: z.object({
    difficulty: z.int().min(1).max(5),
    reviews_due: z.array(unitIdSchema).max(50),
    mastery: z.array(masterySchema).max(60),
    history: z.array(doneSchema).max(30),
    adherence: z.object({ planned: z.int().min(0), done: z.int().min(0), gap_days: z.int().min(0) }),
  }),
  /** What the learner asks this agent, once: present only in questions, never when a day is planned. */
  question: z.object({
    prompt: z.string().min(1).max(4000),
    options: z.record(z.string(), z.unknown()),
  }).optional(),
})
export type AgentRequest = z.infer<typeof agentRequestSchema>

export const cloDataSchema = z.object({
  weeks_total: z.int().min(1).max(104),
  theme: z.string().min(1).max(200),
  milestone: milestoneSchema,
  objectives: z.array(objectiveSchema).min(1).max(5),
  units: z.array(unitSchema).max(60),
  grounding: groundingSchema,
  adaptation: z.array(adaptationSchema).max(12),
  risk_flags: z.array(z.string().max(64)).max(12),
  forecast: z.object({
    units_done: z.int().min(0),
    units_total: z.int().min(0),
    finish_week: z.int().min(1).nullable(),
    slip_weeks: z.int().nullable(),
  }),
})
export type CloData = z.infer<typeof cloDataSchema>

export const alexDataSchema = z.object({
  project: z.object({
    title: z.string().min(1).max(160),
    brief: z.string().min(1).max(800),
    deliverable: z.string().min(1).max(400),
    constraints: z.array(z.string().max(240)).max(8),
  }),
  rubric: z.array(z.object({
    id: z.string().min(1).max(64),
    name: z.string().min(1).max(120),
    weight: z.number().min(0).max(1),
    levels: z.array(z.string().min(1).max(240)).length(4),
  })).min(3).max(6).refine(
    (rubric) => Math.abs(rubric.reduce((sum, row) => sum + row.weight, 0) - 1) <= 0.001,
    'weights do not add up to 1',
  ),
  gaps: z.array(z.object({
    unit_id: unitIdSchema.optional(),
    text: z.string().min(1).max(400),
    severity: z.int().min(1).max(3),
    evidence: z.string().min(1).max(400),
  })).max(5),
  last_assessment: z.object({
    session_id: uuidSchema,
    overall: z.number(),
    criteria: z.array(z.object({ criterion_id: z.string().max(64), score: z.number() })).max(6),
    assessed_by: z.enum(['self', 'agent', 'human']),
  }).nullable(),
})
export type AlexData = z.infer<typeof alexDataSchema>

export const taDataSchema = z.object({
  exercises: z.array(z.object({
    id: z.string().min(1).max(64),
    unit_id: unitIdSchema,
    prompt: z.string().min(1).max(600),
    done_when: z.string().min(1).max(200),
    est_min: z.int().min(1).max(180),
    difficulty: z.int().min(1).max(5),
    kind: z.enum(['worked_example', 'completion', 'independent', 'transfer']),
    hints: z.array(z.string().max(240)).max(3),
  })).max(6),
  blockers: z.array(z.object({
    unit_id: unitIdSchema,
    symptom: z.string().min(1).max(240),
    evidence: z.string().min(1).max(240),
    since: localDateSchema,
  })).max(5),
  mastery: z.array(masterySchema).max(60),
})
export type TaData = z.infer<typeof taDataSchema>

export const socraticDataSchema = z.object({
  questions: z.array(z.object({
    id: z.string().min(1).max(64),
    unit_id: unitIdSchema,
    type: z.enum(['clarification', 'assumptions', 'evidence', 'viewpoints', 'implications', 'question']),
    level: z.int().min(1).max(5),
    text: z.string().min(2).max(280).endsWith('?'),
    expects: z.string().max(280),
  })).max(8),
  unresolved: z.array(z.object({
    unit_id: unitIdSchema,
    status: z.enum(['needs_work', 'not_understood']),
    since: localDateSchema,
  })).max(10),
  edges: z.array(z.object({ from: unitIdSchema, to: unitIdSchema })).max(120),
})
export type SocraticData = z.infer<typeof socraticDataSchema>

export const SIGNAL_SCHEMAS = {
  clo: cloDataSchema,
  alex: alexDataSchema,
  ta: taDataSchema,
  socratic: socraticDataSchema,
} as const

/**
 * The stored signals by agent, null when there is none. Strict agents deliver the shapes above; of a loose agent
 * (no `meta.contract`) only "an object" is known, so a reader takes the fields that validate.
 */
export type Signals = { [Name in (typeof AGENT_NAMES)[number]]: Record<string, unknown> | null }

export const usageSchema = z.object({
  input_tokens: z.int().min(0),
  output_tokens: z.int().min(0),
  model: z.string().max(120),
  cost_usd: z.number().min(0).optional(),
})

export const agentMetaSchema = z.object({
  contract: z.string().max(40).optional(),
  agent: z.string().max(40).optional(),
  agent_version: z.string().max(64).optional(),
  generated_at: z.iso.datetime({ offset: true }).optional(),
  degraded: z.boolean().optional(),
  usage: usageSchema.optional(),
})

/** The envelope every agent answers with. `ok: true` needs `data`, except with code NOT_MODIFIED. */
export const agentEnvelopeSchema = z.object({
  ok: z.boolean(),
  data: z.unknown().optional(),
  error: z.string().max(500).optional(),
  code: z.string().max(40).optional(),
  meta: agentMetaSchema.optional(),
})

export const DEPENDENCIES = ['intent', 'week', 'day', 'history', 'reviews'] as const
export type Dependency = (typeof DEPENDENCIES)[number]

/** GET /{agent}/manifest, at most 16 KB; serves the conformance kit and the doctor, never the request path. */
export const manifestSchema = z.object({
  agent: z.enum(PARTICIPANTS),
  agent_version: z.string().min(1).max(64),
  contracts: z.array(z.string().max(40)).min(1),
  methods: z.array(z.enum(['GET', 'POST'])).min(1),
  depends_on: z.array(z.enum(DEPENDENCIES)),
  freshness_hours: z.number().positive().nullable(),
  max_bytes: z.int().positive(),
})
export type Manifest = z.infer<typeof manifestSchema>

const nullableSignal = z.record(z.string(), z.unknown()).nullable()

/** Body of POST /instructor/daily: the agents' request plus what they said and the plan to beat. */
export const instructorRequestSchema = agentRequestSchema.extend({
  signals: z.object({
    clo: nullableSignal,
    alex: nullableSignal,
    ta: nullableSignal,
    socratic: nullableSignal,
  }),
  signal_quality: signalQualitySchema,
  baseline_plan: planSchema,
  constraints: z.object({
    minutes_exact: budgetMinSchema,
    reviews_required: z.array(unitIdSchema).max(50),
    prereq_edges: z.array(z.object({ from: unitIdSchema, to: unitIdSchema })).max(480),
  }),
})
export type InstructorRequest = z.infer<typeof instructorRequestSchema>

/** What an instructor answers, bare or in the envelope's `data`. A `plan_md` is ignored: plans are rendered here. */
export const instructorDataSchema = z.object({
  plan_json: z.record(z.string(), z.unknown()),
  research_summary: z.string().max(4000).optional(),
})
export type InstructorData = z.infer<typeof instructorDataSchema>
