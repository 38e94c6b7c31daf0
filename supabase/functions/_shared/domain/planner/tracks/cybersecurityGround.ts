import type { TrackUnit } from './track.ts'

/** Cybersecurity, part one: what is worth protecting, from whom, and how systems and networks give way. */
export const CYBERSECURITY_GROUND: TrackUnit[] = [
  {
    id: 'cy-inventory',
    name: 'What is worth protecting',
    prereqs: [],
    kind: 'procedure',
    est_min: 45,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what do confidentiality, integrity and availability mean for one document? What are asset, threat, vulnerability and risk? Why is an unknown device the weakest?',
    example:
      'For your phone write by hand what you lose if it is stolen, copied unnoticed, or locked for a week. These are three different answers.',
    task:
      'Write assets.csv of your household or a small club: devices, accounts and data, each with owner, value, who else has access, and the worst event. Write top5.md with the five risks you would treat first and why.',
    check:
      'assets.csv has at least 25 rows, and each of the five risks names an event, a likelihood and a damage',
    transfer:
      'Do the same for a dental practice you imagine, and note which of the three goals now comes first.',
    question: {
      type: 'clarification',
      text:
        'Against whom are you protecting the first item: a thief, a colleague, a machine on the internet or yourself?',
      expects: 'one adversary with means and motive, and one set aside',
    },
  },
  {
    id: 'cy-lab',
    name: 'A laboratory and its rules',
    prereqs: ['cy-inventory'],
    kind: 'procedure',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: which laws of your country forbid access without permission? What must a written permission name? What do host-only networks and snapshots separate? What may never leave the laboratory?',
    example:
      'Write by hand a permission for a test: systems, time, methods, contact and what happens to what is found.',
    task:
      'Build two virtual machines on an isolated network, one with a deliberately weak training application. Write lab.md with a drawing, addresses, snapshots and rules, and isolation.txt with the proof that it cannot reach outside.',
    check:
      'from the weak machine a connection to any outside address fails, and a snapshot is back in under 5 minutes',
    transfer: 'Add a third machine that records all traffic of the two without being reachable itself.',
    question: {
      type: 'implications',
      text:
        'If your weak machine joined the home network by mistake, who could reach it and what could it reach?',
      expects: 'neighbours in the network, router, storage; the setting that prevents it',
    },
  },
  {
    id: 'cy-accounts',
    name: 'Passwords and second factors',
    prereqs: ['cy-inventory'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: how do guessing, stuffing and phishing differ? Why are salt and a slow hash used? What does each second factor resist? What does a passkey prove to whom? Which account opens all others?',
    example:
      'Compute by hand how long 10 billion guesses a second need for 8 lower-case letters: about 21 seconds.',
    task:
      'In the laboratory, hash 50 invented passwords with a fast and a slow function and attack both with a word list. Write cracked.csv and accounts.md, a plan for your own accounts with order, factor and recovery.',
    check:
      'cracked.csv shows the share found per minute for both functions, and accounts.md has a way back for a lost phone',
    transfer: 'Plan the same for ten people of a club of whom two have no smartphone.',
    question: {
      type: 'assumptions',
      text: 'What does the recovery of your most important account assume that a thief does not have?',
      expects: 'mail, phone number or answers; a stronger path',
    },
  },
  {
    id: 'cy-network',
    name: 'Reading network traffic',
    prereqs: ['cy-lab'],
    kind: 'skill',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what do ARP, DNS, TCP and TLS each show to a listener? What does a handshake look like? What can be seen of an encrypted connection? How does a scan look from the scanned side?',
    example:
      'Write by hand the first six packets of opening a page by name, with source, target and purpose.',
    task:
      'Capture 15 minutes in your laboratory with a web visit, a plain login and a port scan of your own machine. Keep capture.pcap, and write traffic.md with ten findings, each with a filter and packet number.',
    check:
      'a second person applies the ten filters and lands on the stated packets, among them the readable password',
    transfer: 'Repeat with encryption, and list what a listener at the router still knows.',
    question: {
      type: 'evidence',
      text: 'Which three packets prove that the scan happened, and what would an innocent cause look like?',
      expects: 'many closed ports in short time; a monitor or misconfiguration',
    },
  },
  {
    id: 'cy-linux',
    name: 'Rights on a system',
    prereqs: ['cy-lab'],
    kind: 'procedure',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what do users, groups, modes, setuid and sudo rules allow? Where do scheduled jobs and services start? Which traces does a login leave? What does least privilege cost?',
    example:
      'A script run by root each hour is writable for all. Write by hand the three steps to root, and the one mode that stops it.',
    task:
      'Plant six weaknesses of rights in a laboratory machine (or let somebody do so). Write audit.sh that finds them, audit.md with path, proof and repair, and run it on a fresh machine for comparison.',
    check:
      'audit.sh finds at least five of six and reports at most three false findings on the fresh machine',
    transfer: 'Do the audit with the rights of an ordinary user only, and say what stays hidden.',
    question: {
      type: 'viewpoints',
      text: 'Which of your repairs would an administrator undo within a week because it is in the way?',
      expects: 'a control against daily work, and a form that survives',
    },
  },
  {
    id: 'cy-crypto',
    name: 'Cryptography used rightly',
    prereqs: ['cy-accounts'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what do hash, MAC, signature, symmetric and public-key encryption each promise? What does a nonce forbid? Why is encryption without integrity dangerous? Why not invent your own?',
    example:
      'Two messages are encrypted with the same key stream. Show by hand with four bits that XOR of both ciphertexts is XOR of the texts.',
    task:
      'Write vault.py that encrypts a file with a password using a vetted library (slow key derivation, authenticated mode), and misuse.py with three classical mistakes and the attack on each.',
    check:
      'changing any one byte of the file is detected, and all three attacks in misuse.py recover text or forge a message',
    transfer: 'Share the file with three people so that one can later be shut out of new versions.',
    question: {
      type: 'assumptions',
      text: 'Where does the randomness for your keys come from, and what if it repeats after a reboot?',
      expects: 'system source; reuse of nonces or keys, and the result',
    },
  },
  {
    id: 'cy-tls',
    name: 'Certificates and trust',
    prereqs: ['cy-network', 'cy-crypto'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what does a certificate bind together, and who vouches? What is checked by a client, in which order? What can a corporate proxy read? What do expiry and revocation achieve?',
    example: 'Draw by hand the chain from a site to a root, and mark which private key lies where.',
    task:
      "Make an authority of your own in the laboratory. Write tls.md with five faults (expired, wrong name, unknown issuer, weak key, missing intermediate), each with the client's message pasted and the risk it stands for.",
    check:
      'each of the five faults gives a different message in one client, and the good certificate gives none',
    transfer: 'Let the server also demand a certificate from clients, and lock one lost client out.',
    question: {
      type: 'implications',
      text: 'If one of the hundred authorities your browser trusts turned bad, what could it do to you?',
      expects: 'impersonate sites; transparency logs and removal',
    },
  },
]
