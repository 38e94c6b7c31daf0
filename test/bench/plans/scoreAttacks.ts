import type { Plan } from '../../../supabase/functions/_shared/contract/plan.ts'
import type { RubricContext } from '../../../supabase/functions/_shared/domain/rubric/rubricContext.ts'
import { scorePlan } from '../../../supabase/functions/_shared/domain/rubric/scorePlan.ts'
import { liveThrough, makeIntent } from '../../unit/domain/learnerFixture.ts'
import { ADDED, type Attack, SEEN } from './adversarial.ts'
import { reportsOf } from './histories.ts'
import { contextOfLived } from './runBench.ts'

/** The good plan that attacks start from: the fourth day of the machine learning track. */
export function goodPlan(): { plan: Plan; context: RubricContext } {
  const lived = liveThrough(makeIntent(), reportsOf('steady', 4, 1))
  const day = lived[3]
  if (!day) throw new Error('Cannot make a good plan: the course is too short')
  return { plan: day.plan, context: contextOfLived(day, lived.slice(0, 3).map((each) => each.plan)) }
}

/** What an attack still gets. */
export function scoreAttack(attack: Attack) {
  const { plan, context } = goodPlan()
  const changed = attack.change(plan, context)
  return scorePlan(changed.plan, changed.context ?? context)
}

export function scoreAttacks() {
  const { plan, context } = goodPlan()
  return {
    from: scorePlan(plan, context).total,
    rows: [...SEEN, ...ADDED].map((attack) => ({
      name: attack.name,
      cap: attack.cap,
      total: scoreAttack(attack).total,
    })),
  }
}
