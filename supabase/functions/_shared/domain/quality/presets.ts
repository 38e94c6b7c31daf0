import type { EffectiveSettings, SessionMode, SessionSettings, Variant } from '../../contract/session.ts'

/** The ways of planning a day that need no model; with one, the modifier goes along with the prompt. */
export const STRATEGIES: readonly Variant[] = [
  { name: 'project-first', modifier: 'Begin with making something; explain only what the making needs.' },
  { name: 'theory-first', modifier: 'Begin with the idea and a worked example; practise afterwards.' },
  { name: 'review-first', modifier: 'Begin with recalling what was learnt before; new matter builds on it.' },
]

/** What a mode means when nothing else is said: how many variants, how many refinements. */
export const PRESETS = {
  fast: { maxIterations: 0, qualityThreshold: 0.85, parallelVariants: STRATEGIES.slice(0, 2), judge: false },
  balanced: { maxIterations: 1, qualityThreshold: 0.85, parallelVariants: [...STRATEGIES], judge: false },
  quality: { maxIterations: 3, qualityThreshold: 0.85, parallelVariants: [...STRATEGIES], judge: false },
} as const satisfies Record<SessionMode, EffectiveSettings>

/** A refinement that wins less than this, of 1, is not followed by another. */
export const LEAST_GAIN = 0.02

/** The request speaks first, then the stored configuration, then the mode's preset. */
export function resolveSettings(
  mode: SessionMode,
  stored: SessionSettings,
  asked: SessionSettings,
): EffectiveSettings {
  const preset = PRESETS[mode]
  return {
    maxIterations: asked.maxIterations ?? stored.maxIterations ?? preset.maxIterations,
    qualityThreshold: asked.qualityThreshold ?? stored.qualityThreshold ?? preset.qualityThreshold,
    parallelVariants: asked.parallelVariants ?? stored.parallelVariants ?? [...preset.parallelVariants],
    judge: asked.judge ?? stored.judge ?? preset.judge,
  }
}
