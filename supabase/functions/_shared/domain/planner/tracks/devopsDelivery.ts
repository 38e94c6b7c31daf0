import type { TrackUnit } from './track.ts'

/** DevOps, part two: every change built, tested, delivered and described as code. */
export const DEVOPS_DELIVERY: TrackUnit[] = [
  {
    id: 'do-ci',
    name: 'Continuous integration',
    prereqs: ['do-git', 'do-containers'],
    kind: 'procedure',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      "Answer: what must run on each push and what nightly? What makes a build repeatable? What may a cache break? Which secrets may a job from a stranger's fork see? When is red ignored?",
    example:
      'Lint 1, unit 3, build 4, browser 8 minutes: order and parallelise them by hand for the fastest first failure and the shortest total.',
    task:
      'Write the pipeline file ci.yaml for your service: lint, test, build, scan, image by commit id. Write ci.md with minutes per step, and three broken pushes with the step that stopped each.',
    check: 'the three broken pushes fail in the step you predicted, and a good push ends in under 10 minutes',
    transfer:
      'A test fails once in 30 runs: find it by repeating, and decide in writing between repair and removal.',
    question: {
      type: 'question',
      text: 'Which step of your pipeline has never failed for a real fault, and why is it still there?',
      expects: 'a cheap guard against a named risk, or waste',
    },
  },
  {
    id: 'do-deploy',
    name: 'Releases with a way back',
    prereqs: ['do-ci', 'do-compose'],
    kind: 'procedure',
    est_min: 90,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: how do rolling, blue-green and canary differ in cost and in who is hurt? Why separate deploy and release? In which order do schema and code change? What makes rollback impossible?',
    example:
      'A faulty version reaches 5 percent for ten minutes at 200 requests a minute. Compute by hand the requests hurt, against all at once.',
    task:
      'Write deploy.sh and rollback.sh for your stack with a check after the switch, and release five versions, two of them broken. Keep releases.csv with minutes, requests failed and how it was noticed.',
    check:
      'a broken version is taken back without a human hand in under 2 minutes, with failed requests counted',
    transfer: 'Release a change of the database that the previous version of the code must survive.',
    question: {
      type: 'assumptions',
      text: 'What does your rollback assume about the data written by the new version?',
      expects: 'old code can read it; what to do if not',
    },
  },
  {
    id: 'do-config',
    name: 'Configuration and secrets',
    prereqs: ['do-compose'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what belongs into code, settings and secrets? Who can read an environment variable of a process? What does rotation need? How does a secret leak into logs, images and histories?',
    example: 'List by hand all the places on your machine where the database password now stands.',
    task:
      'Move every setting into validated configuration, and every secret into a store or encrypted file. Write config.md as a table (name, meaning, default, who may read), and rotate.sh that changes the password in operation.',
    check:
      'the service refuses to start with a named message for each missing setting, and rotation causes 0 failed requests',
    transfer: 'Plant a fake secret in a commit, and let a scan stop it before it leaves the machine.',
    question: {
      type: 'implications',
      text: 'A laptop with your repository is stolen tonight. Which secrets must change, and in what order?',
      expects: 'those reachable from it, by damage; who does it',
    },
  },
  {
    id: 'do-iac',
    name: 'Infrastructure as code',
    prereqs: ['do-config', 'do-network'],
    kind: 'procedure',
    est_min: 90,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: what do plan and apply compare? What does the state file hold and who may write it? What is drift? When does a change destroy and recreate? What does a module hide?',
    example:
      'A plan says 1 to add, 0 to change, 1 to destroy for a database. Write by hand what happens to its rows.',
    task:
      "Describe a network, a machine and a bucket (or local containers) in main.tf or your tool's file, with remote or locked state. Write drift.md: a change made by hand, how it showed, and how it was settled.",
    check:
      'destroying and applying again gives a working system in one go, and a second plan shows 0 changes',
    transfer: 'Bring a resource that was made by hand under the code without recreating it.',
    question: {
      type: 'viewpoints',
      text:
        'Who must be able to repair this at night without you, and what does your code expect them to know?',
      expects: 'a person, access, the state lock and the order',
    },
  },
  {
    id: 'do-configure',
    name: 'Configuring many machines',
    prereqs: ['do-iac'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Answer: what does idempotent mean for a task? What do inventory, roles and templates separate? When is replacing a machine better than repairing it? What does check mode not see?',
    example: 'Write by hand five commands, and beside each what a second run does to the machine.',
    task:
      "Write playbook.yaml (or your tool's form) that turns three fresh machines or containers into hosts of your service, and verify.sh. Change one host by hand, and save the output that shows it as drift.txt.",
    check: 'the second run reports 0 changed on all three, and the hand-made change is found and put back',
    transfer: 'Update the machines one at a time while a loop of requests runs with 0 failures.',
    question: {
      type: 'evidence',
      text: 'How do you know that the three machines are alike, other than that the tool said so?',
      expects: 'an independent comparison of packages, files and behaviour',
    },
  },
  {
    id: 'do-orchestrate',
    name: 'A cluster that keeps its promise',
    prereqs: ['do-deploy', 'do-config'],
    kind: 'concept',
    est_min: 120,
    min_depth: 'informed',
    source: 'curated',
    study:
      "Find out: what do pod, deployment, service and ingress each promise? What do readiness and liveness decide? What do requests and limits do under pressure? What is a controller's loop?",
    example:
      'A node of 4 GB runs pods that request 1 GB and use 1.5. Write by hand what happens when the fourth gets busy.',
    task:
      'Run your service on a small local cluster. Write k8s.yaml with probes, limits and a disruption rule, and chaos.md: kill a pod, a node, the database, fill the memory; record what users saw for each.',
    check:
      'a rolling update under load has 0 failed requests, and chaos.md gives the failed requests of each break',
    transfer: 'Scale by load between 2 and 6 copies, and explain the delay you measured.',
    question: {
      type: 'question',
      text: 'Which problem of yours does the cluster solve that two machines and a proxy would not?',
      expects: 'a measured need, against the work it brings',
    },
  },
  {
    id: 'do-supply',
    name: 'Trusting what you build from',
    prereqs: ['do-ci'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'expert',
    source: 'curated',
    study:
      'Answer: what do lock files, digests, signatures and a bill of materials each prove? How does a build step from a stranger get your secrets? Which vulnerability matters although its score is low?',
    example:
      'For one dependency draw by hand the people and machines who could change your release through it.',
    task:
      'Write sbom.json for your image with a tool, triage.csv of its findings with reachable, exploitable and action, and a pipeline step that signs and verifies the image. Try to deploy an unsigned one.',
    check: 'the unsigned image is refused, and every finding of high severity has a decision with a date',
    transfer: 'Replace a package nobody maintains: weigh forking, vendoring and removal with hours for each.',
    question: {
      type: 'implications',
      text: 'If your build server were taken over for an hour, how would you find out what it shipped?',
      expects: 'signed provenance, reproducible rebuild, logs kept elsewhere',
    },
  },
]
