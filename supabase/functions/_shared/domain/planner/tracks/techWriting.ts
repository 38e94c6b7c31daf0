import { TECH_WRITING_DOCUMENTS } from './techWritingDocuments.ts'
import { TECH_WRITING_PRACTICE } from './techWritingPractice.ts'
import { TECH_WRITING_SENTENCES } from './techWritingSentences.ts'
import type { Track } from './track.ts'

/** Technical writing: instructions a stranger follows on the first day, a maintained set of documents at the end. */
export const TECH_WRITING: Track = {
  id: 'tech_writing',
  aliases: [
    'tech writing',
    'technical writing',
    'technical writer',
    'technical writing basics',
    'technical writing fundamentals',
    'technical writing for beginners',
    'intro to technical writing',
    'introduction to technical writing',
    'learn technical writing',
    'technical documentation',
    'software documentation',
    'writing technical documentation',
  ],
  units: [...TECH_WRITING_SENTENCES, ...TECH_WRITING_DOCUMENTS, ...TECH_WRITING_PRACTICE],
}
