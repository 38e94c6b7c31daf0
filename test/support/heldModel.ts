import { answerJson, type Behaviour, hang, startScriptedAgent } from './scriptedAgent.ts'

/** A model on a loopback port that does what the beginning of its prompt says: hang, hold, else answer. */
export async function startHeldModel() {
  const agent = await startScriptedAgent()
  const held: (() => void)[] = []
  let isOpen = false
  const closed: { at: number }[] = []
  const model: Behaviour = (response, request, socket) => {
    const ask = JSON.parse(request.body) as {
      prompt: string
      baseline_plan: unknown
      variant: { name: string } | null
    }
    if (ask.prompt.startsWith('hang')) {
      socket.once('close', () => closed.push({ at: performance.now() }))
      return hang()(response, request, socket)
    }
    const answer = answerJson({ plan_json: ask.baseline_plan, issues: [], verdict: 'tie' })
    if (!ask.prompt.startsWith('hold') && ask.variant?.name !== 'held') {
      return answer(response, request, socket)
    }
    const answerNow = () => answer(response, request, socket)
    if (isOpen) answerNow()
    else held.push(answerNow)
  }
  agent.play('model', model)
  return {
    model_url: `${agent.root}/model`,
    countCalls: () => agent.requests.length,
    /** The idempotency keys of all calls so far, in their order. */
    listKeys: () => agent.requests.map(({ headers }) => String(headers['x-idempotency-key'])),
    /** When sockets of hanging calls were closed by their caller. */
    closed,
    /** Answers what is held, also what comes, until `shut`. The variant `held` is held whatever the prompt says. */
    open: () => {
      isOpen = true
      for (const answerNow of held.splice(0)) answerNow()
    },
    shut: () => void (isOpen = false),
    close: () => agent.close(),
  }
}

export type HeldModel = Awaited<ReturnType<typeof startHeldModel>>
