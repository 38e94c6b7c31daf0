import type { TrackUnit } from './track.ts'

/** Cybersecurity, part three: hardening, seeing, responding, and telling others what to repair. */
export const CYBERSECURITY_DEFEND: TrackUnit[] = [
  {
    id: 'cy-harden',
    name: 'Hardening a machine',
    prereqs: ['cy-linux', 'cy-tls'],
    kind: 'procedure',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what does a baseline contain? Which services need not listen? What do updates, a firewall and disk encryption each stop? How is drift found? What does hardening break?',
    example:
      'From a list of eight open ports write by hand for each: needed by whom, and reachable from where.',
    task:
      'Write harden.sh that brings a fresh machine to a baseline of at least 15 settings, each with its reason in baseline.md, and check.sh that tests them. Attack it before and after with your earlier chain.',
    check:
      'check.sh reports 15 of 15 after and fails when any one setting is undone, and the service still answers',
    transfer: 'Do the same for a laptop of somebody who must be able to work on a train.',
    question: {
      type: 'assumptions',
      text:
        'Which of the settings protects against an attacker you do not have, and what does it cost each day?',
      expects: 'a setting, its threat, and keeping or dropping it',
    },
  },
  {
    id: 'cy-patch',
    name: 'Vulnerabilities by urgency',
    prereqs: ['cy-harden'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: what do score, known exploitation and exposure each say? What is the risk of patching? What are compensating controls? How is an unsupported system treated?',
    example:
      'Order by hand four findings: high score on an isolated machine, medium and exploited on the web server, low on all laptops, high in an unused library.',
    task:
      'Scan your laboratory, and write triage.csv with finding, exposure, exploited, value, decision and date for at least 30 findings. Write exceptions.md for two that are not patched.',
    check:
      'a rescan shows every finding that is due is gone, and each exception has an owner, an end and a control',
    transfer: 'A grave flaw becomes public on Friday at 17:00 without a patch: write the plan by hours.',
    question: {
      type: 'viewpoints',
      text:
        'What would the person who runs the shop lose by your urgent restart, and could you wait until night?',
      expects: 'cost of downtime against exposure, with a condition',
    },
  },
  {
    id: 'cy-logging',
    name: 'Detection from logs',
    prereqs: ['cy-network', 'cy-harden'],
    kind: 'skill',
    est_min: 90,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Answer: which events show login, privilege, persistence and data leaving? What is a base rate doing to alarms? What belongs to a rule besides the query? How is clock drift noticed?',
    example:
      'With one attack in 100,000 logins and 0.1 percent false alarms, compute by hand how many alarms come per real one: about 100.',
    task:
      'Collect logs of the laboratory in one place. Write five rules in rules.md with query, reason, known false alarms and first action. Replay your chain and a quiet day, and save detections.csv.',
    check:
      'at least four of five rules fire on the chain, and together they fire at most twice on the quiet day',
    transfer: 'Find the attacker who used a valid password, by what is unusual for that person.',
    question: {
      type: 'evidence',
      text: 'Which step of your own chain left no trace in any log, and what would record it?',
      expects: 'a step, the missing source, and its cost',
    },
  },
  {
    id: 'cy-incident',
    name: 'Responding to an incident',
    prereqs: ['cy-logging'],
    kind: 'skill',
    est_min: 90,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: what are preparation, containment, eradication and recovery? What is destroyed by a reboot? In which order is evidence saved? Who must be told by law, and within what time?',
    example:
      'Write by hand the first ten minutes after "files are being encrypted on a server", one line a minute.',
    task:
      'Let somebody play an intrusion in the laboratory. Keep notes with times, save evidence with hashes in evidence.csv, and write incident.md: what happened, from when, extent, measures, open questions, and what is told to whom.',
    check:
      'each statement of incident.md refers to a row of evidence.csv, and the extent agrees with what the other person did',
    transfer: 'Repeat with only the logs of the network, as if the machine had been wiped.',
    question: {
      type: 'question',
      text: 'Is the intruder gone, or only quiet? Which finding would convince you?',
      expects: 'all ways in closed, credentials changed, watch over a period',
    },
  },
  {
    id: 'cy-backup',
    name: 'Surviving ransom and loss',
    prereqs: ['cy-inventory', 'cy-harden'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what do three copies, two media and one away protect from? What makes a copy unchangeable? How long does a full restore take? What is rebuilt first?',
    example: 'For 2 TB at 40 MB per second compute by hand the hours of a restore: about 14.',
    task:
      'Set up copies of your important data with one offline or unchangeable. Delete a test folder and a whole test machine, and write restore.md as steps with minutes and drill.csv with two drills.',
    check: 'both drills end within the time written down before, with checksums equal for all files',
    transfer: 'Restore as if your mail, phone and password store were lost on the same day.',
    question: {
      type: 'assumptions',
      text: 'Which password or person does your restore need that could be gone in the same event?',
      expects: 'a hidden dependence, and where a second copy is kept',
    },
  },
  {
    id: 'cy-cloud',
    name: 'Identity and misconfiguration in the cloud',
    prereqs: ['cy-patch', 'cy-threat-model'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'expert',
    source: 'curated',
    study:
      'Find out: who secures what in a shared model? How do roles, policies and temporary credentials work? What makes a bucket public? Which log shows the use of a key?',
    example:
      'Read by hand a policy that allows every action on one bucket to any principal, and write who can do what.',
    task:
      'In a free account or a local emulator build an application with storage and two roles. Write policies.json with least rights, tests.sh with ten calls that must fail or succeed, and leak.md: a leaked key from use to lock.',
    check: 'all ten calls behave as written, and the leaked key is dead and its use listed within 15 minutes',
    transfer: "Give a partner's account read access to one folder for 30 days without creating a key.",
    question: {
      type: 'implications',
      text: 'What could somebody reach with the credentials of your build server alone?',
      expects: 'roles and paths upwards; a boundary that stops it',
    },
  },
  {
    id: 'cy-report',
    name: 'A finding that gets repaired',
    prereqs: ['cy-web-injection', 'cy-harden'],
    kind: 'skill',
    est_min: 120,
    min_depth: 'surface',
    source: 'curated',
    study:
      "Answer: what does a developer need to reproduce? What does a manager need to decide? How is severity argued without fear? How is a stranger's flaw reported responsibly?",
    example:
      'Rewrite by hand "the site is totally insecure" as one finding with place, steps, damage and repair.',
    task:
      'Write report.md on your laboratory application: one page for the owner, then five findings with evidence, severity and reason, repair and retest, and what was not tested. Let a developer repair two from the text alone.',
    check:
      'the developer reproduces both without asking, and your retest in retest.csv says repaired or not with evidence',
    transfer:
      'Write the first message to a company in whose product you found a flaw by chance, including what you did not do.',
    question: {
      type: 'viewpoints',
      text: 'Which of your findings would the owner accept as a risk, and could they be right?',
      expects: 'cost, exposure and alternatives, with a date for review',
    },
  },
]
