import { PYTHON_BASICS } from './pythonBasics.ts'
import { PYTHON_PRACTICE } from './pythonPractice.ts'
import { PYTHON_PROGRAMS } from './pythonPrograms.ts'
import type { Track } from './track.ts'

/** Python: scripts that do a small real job from the first day, an installable and tested tool at the end. */
export const PYTHON: Track = {
  id: 'python',
  aliases: [
    'python',
    'python 3',
    'python programming',
    'python basics',
    'python fundamentals',
    'python for beginners',
    'learn python',
    'python language',
    'intro to python',
    'introduction to python',
    'programming in python',
  ],
  units: [...PYTHON_BASICS, ...PYTHON_PROGRAMS, ...PYTHON_PRACTICE],
}
