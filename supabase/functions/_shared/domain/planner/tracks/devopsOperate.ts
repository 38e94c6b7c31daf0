import type { TrackUnit } from './track.ts'

/** DevOps, part three: seeing, promising, failing and recovering in operation. */
export const DEVOPS_OPERATE: TrackUnit[] = [
  {
    id: 'do-logs',
    name: 'Logs that answer questions',
    prereqs: ['do-compose'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what does a structured line need? What does a level mean to its reader? What must not be logged? How long is it kept, and what does that cost? What ties lines of one request together?',
    example:
      'Write by hand the five lines you would want for a failed order, and cross out any word that helps nobody.',
    task:
      'Give the service JSON logs with request ids through proxy and database, and collect them in one place. Write questions.md with eight questions of an operator, the query and its answer from real traffic.',
    check:
      'one failed request is followed through all services by its id in under a minute, and a search for a test password finds 0 lines',
    transfer: 'Cut the volume to a tenth without losing the answer to any of the eight questions.',
    question: {
      type: 'viewpoints',
      text: 'Which line would a lawyer, an attacker and a tired operator each be glad to find?',
      expects: 'personal data, secrets and a cause, each with what to do',
    },
  },
  {
    id: 'do-metrics',
    name: 'Metrics and dashboards',
    prereqs: ['do-logs'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what are counter, gauge and histogram? Why not average percentiles? What do rate, errors, duration and saturation cover? What does a label with user ids cost?',
    example:
      'Latencies 10, 12, 11, 900, 13: compute mean, median and maximum by hand, and say which a user would recognise.',
    task:
      'Measure your service and its machine, and build one dashboard page of at most eight panels, saved as dashboard.json. Write panels.md with the question of each panel and the action if it is bad.',
    check: 'for four faults you provoke, the page shows within 2 minutes which part is guilty',
    transfer: 'Compare two versions of the service by their distributions, under equal load.',
    question: {
      type: 'evidence',
      text: 'Which panel would have looked normal during your worst fault so far?',
      expects: 'an average or a wrong place of measuring; a better signal',
    },
  },
  {
    id: 'do-slo',
    name: 'Objectives and alarms',
    prereqs: ['do-metrics'],
    kind: 'skill',
    est_min: 75,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: how do indicator, objective and error budget relate? What is a burn rate? Which alarm is worth waking somebody? What does 100 percent cost? Who decides when the budget is spent?',
    example:
      'For 99.5 percent of 1,200,000 requests a month, compute by hand the budget, and the hours until an error rate of 5 percent spends it.',
    task:
      "Write slo.md with two objectives from a user's view, alerts.yaml with a fast and a slow burn alarm, and a replay of a month (real or simulated) in replay.csv with true, missed and false alarms.",
    check: 'replay.csv shows no missed breach and at most one false alarm, and each alarm links to an action',
    transfer: 'Remove half of the alarms you have, and say for each what covers it.',
    question: {
      type: 'assumptions',
      text: 'From where is your indicator measured, and which failing users never reach that place?',
      expects: 'a view behind proxy or name resolution; a probe from outside',
    },
  },
  {
    id: 'do-incident',
    name: 'Incidents and their review',
    prereqs: ['do-slo', 'do-deploy'],
    kind: 'skill',
    est_min: 75,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Answer: which roles does an incident need? Why mitigate before finding the cause? What does an update to users contain? What separates contributing conditions from one root cause?',
    example:
      'Write by hand the first three messages to users at minutes 5, 20 and 60 of an outage you remember.',
    task:
      'Let somebody break the system at an unknown moment, twice. Keep a timeline while you work, and write review.md for one: impact in requests, detection, what helped, what misled, three actions with owner and date.',
    check:
      'review.md blames no person, and each action would have shortened or prevented a line of the timeline',
    transfer:
      'Replay the same fault four weeks later, with somebody else at the keyboard, and compare the minutes.',
    question: {
      type: 'question',
      text: 'Why did it make sense at that moment to do the step that turned out wrong?',
      expects: 'what was visible and expected then; what to make visible',
    },
  },
  {
    id: 'do-backup',
    name: 'Backups that were restored',
    prereqs: ['do-compose'],
    kind: 'procedure',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what are recovery point and recovery time? What do full, incremental and log-based copies cost? What protects from deletion by a thief or a script? Why is a replica no backup?',
    example:
      'Backups at 02:00, failure at 17:30, restore of 80 GB at 50 MB/s: compute by hand what is lost and how long it takes.',
    task:
      'Write backup.md with the two targets, schedule, places and keys, and restore.sh. Restore on another machine into an empty database twice, once to a chosen minute, and keep drill.csv.',
    check: 'both restores are inside the targets, and checksums of three tables agree with the chosen minute',
    transfer: 'Recover one deleted table without touching the rest of a running system.',
    question: {
      type: 'assumptions',
      text: 'Which single account or key could destroy both your data and all its copies?',
      expects: 'an account with rights on both; separation or a lock on deletion',
    },
  },
  {
    id: 'do-capacity',
    name: 'Load, limits and cost',
    prereqs: ['do-metrics', 'do-orchestrate'],
    kind: 'skill',
    est_min: 75,
    min_depth: 'expert',
    source: 'curated',
    study:
      'Answer: what does a queue do near full use? How do open and closed load tests differ? What do back-pressure, timeouts and shedding protect? Which costs grow with users and which with time?',
    example:
      'At 20 ms per request and four workers, compute by hand the highest rate, and guess the wait at 95 percent of it.',
    task:
      'Run a load test in steps until the service breaks. Write capacity.md with a chart of latency against rate, the first limit reached, the behaviour beyond it and the price per million requests.',
    check:
      'at twice the limit the service still answers at 90 percent of its best rate and refuses the rest within a second',
    transfer: 'Remove the first limit, and predict the next one before you measure it.',
    question: {
      type: 'implications',
      text: "A customer's script retries every failure at once. What does that do to a system at its limit?",
      expects: 'a storm that keeps it down; back-off, budgets and shedding',
    },
  },
]
