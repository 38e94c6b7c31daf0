import { AI_ML_DATA } from './aiMlData.ts'
import { AI_ML_MODELS } from './aiMlModels.ts'
import { AI_ML_PRODUCTION } from './aiMlProduction.ts'
import type { Track } from './track.ts'

/** Machine learning: data and a first model before theory, a served and watched model at the end. */
export const AI_ML: Track = {
  id: 'ai_ml',
  aliases: [
    'machine learning',
    'ml',
    'ai/ml',
    'ai ml',
    'ai & ml',
    'ai and ml',
    'machine learning (ml)',
    'machine learning engineering',
    'applied machine learning',
    'machine learning fundamentals',
  ],
  units: [...AI_ML_DATA, ...AI_ML_MODELS, ...AI_ML_PRODUCTION],
}
