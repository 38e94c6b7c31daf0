import type { TrackUnit } from './track.ts'

/** Cybersecurity, part two: how attacks work, tried only in the laboratory, each ending in a repair. */
export const CYBERSECURITY_ATTACK: TrackUnit[] = [
  {
    id: 'cy-threat-model',
    name: 'Threat modelling a system',
    prereqs: ['cy-network', 'cy-linux'],
    kind: 'skill',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what do trust boundaries separate? What do the six letters of STRIDE ask? How is a threat ranked without false exactness? What answers are there besides fixing?',
    example:
      "Draw by hand a club's web sign-up with browser, server, database and mail, and mark every boundary.",
    task:
      'Take an application you use or built. Draw its data flow as threats.png, and write threats.csv with at least 20 threats: element, what happens, damage, existing control, decision. Discuss it with one person who knows the system.',
    check:
      'every boundary of the drawing has at least two threats, and the second person added at least one you had missed',
    transfer: 'Do it again from the view of a dismissed employee who keeps one working account.',
    question: {
      type: 'question',
      text: 'What are we working on, and what did you leave out of the drawing because it was tedious?',
      expects: 'an omitted path such as backups, admin access or updates',
    },
  },
  {
    id: 'cy-web-injection',
    name: 'Injection and output in web applications',
    prereqs: ['cy-lab', 'cy-linux'],
    kind: 'concept',
    est_min: 90,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: how do SQL injection, command injection and stored script turn text into code? Why do parameters and output encoding work and blocklists not? What does a content policy add?',
    example:
      "For a query built from the name x' or '1'='1, write by hand the resulting statement and the rows it returns.",
    task:
      'In your weak training application, find one flaw of each of the three kinds. Write injection.md with request, effect, faulty line and repair, and regress.sh that replays the three requests.',
    check:
      'regress.sh succeeds against the weak version with all three requests and with 0 against the repaired one',
    transfer: 'Find a second-order case, in which the text is stored safely and becomes code later.',
    question: {
      type: 'evidence',
      text: 'How would you show that a class of flaw is gone, and not only the three places you found?',
      expects: 'a rule in library, review or test that covers every such sink',
    },
  },
  {
    id: 'cy-web-access',
    name: 'Broken access and sessions',
    prereqs: ['cy-web-injection'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Answer: what separates horizontal from vertical escalation? How are ids, hidden fields and tokens abused? What do forged cross-site requests and fixation need? What must a session lose at sign-out?',
    example: 'Write by hand a table of three roles and six requests with what should be allowed.',
    task:
      'Call every request of the training application as each role with a script, and save matrix.csv of allowed and expected. Write access.md for each difference, with steps, damage and the missing check.',
    check:
      'matrix.csv covers every role and request, and at least three differences are repaired and retested',
    transfer: 'Examine a flow in three steps, such as ordering, for a step that can be skipped or repeated.',
    question: {
      type: 'viewpoints',
      text: 'What would a curious customer try in the first five minutes that your tests do not?',
      expects: 'changing ids, amounts, order of steps or files',
    },
  },
  {
    id: 'cy-exploit',
    name: 'From a finding to a foothold',
    prereqs: ['cy-web-access', 'cy-threat-model'],
    kind: 'concept',
    est_min: 90,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: what are the stages of an intrusion? What does a public advisory tell, and what does its score leave out? Why does patching one step break a chain? Where must a tester stop?',
    example:
      'Write by hand a chain of three weak findings of which none is grave alone and which together give the data.',
    task:
      'In the laboratory only, go from the outside to root on the prepared machine with documented steps. Write chain.md with command, evidence and time for each, and for each step the cheapest control that would have stopped it.',
    check:
      'two different controls, applied alone from a fresh snapshot, each stop the chain, shown by a rerun',
    transfer: 'Walk the same way quietly, and list which of your traces remained in logs.',
    question: {
      type: 'implications',
      text: 'Which control would have saved this machine even if the first flaw had stayed unknown?',
      expects: 'segmentation, least rights or egress rules, with the step it breaks',
    },
  },
  {
    id: 'cy-phishing',
    name: 'Deception and people',
    prereqs: ['cy-accounts'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: which feelings does a lure press? What do SPF, DKIM and DMARC prove about a mail, and what not? Why do tests that shame people fail? What makes reporting easy?',
    example:
      'Take a real scam mail from your own spam folder. Mark by hand sender, reply path, link target and the pressing sentence.',
    task:
      'Write mails.csv with 15 mails, ten scams of your own folder and five real ones, with signs and verdict from the headers. Write onepage.md for a club: how to check, whom to ask and what to do after a click.',
    check:
      'three people use onepage.md on all 15 and together judge at least 12 in 15 rightly, with the errors explained',
    transfer: 'Write the procedure for a call in which the "director" asks for an urgent transfer.',
    question: {
      type: 'viewpoints',
      text: 'What would make a person hide that they clicked, and what in your page changes that?',
      expects: 'fear of blame; thanks, speed and a simple way',
    },
  },
  {
    id: 'cy-malware',
    name: 'Looking at a suspicious file',
    prereqs: ['cy-linux', 'cy-network'],
    kind: 'procedure',
    est_min: 75,
    min_depth: 'expert',
    source: 'curated',
    study:
      'Find out: what do hashes, strings, imports and signatures show without running it? What does a sandbox see and miss? How does persistence look? Why use only harmless test files here?',
    example:
      'Write by hand which three observations would turn "strange" into "malicious" for a script in a mail.',
    task:
      'Write a harmless script that hides its text, writes a file and asks a local address. Give it to the laboratory, and write analysis.md with static findings, behaviour, indicators and a rule.yar that detects it.',
    check: 'the rule finds three changed copies of the script and none of 1,000 ordinary system files',
    transfer:
      'Change the script until your rule misses it, then write the rule on what it must do and not on its text.',
    question: {
      type: 'evidence',
      text: 'Which of your indicators would an attacker change in a minute, and which would cost a week?',
      expects: 'hash or address against behaviour and tools',
    },
  },
]
