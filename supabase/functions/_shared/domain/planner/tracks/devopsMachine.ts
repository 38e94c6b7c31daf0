import type { TrackUnit } from './track.ts'

/** DevOps, part one: one machine, one service and its history, understood by hand first. */
export const DEVOPS_MACHINE: TrackUnit[] = [
  {
    id: 'do-shell',
    name: 'A service started by hand',
    prereqs: [],
    kind: 'procedure',
    est_min: 45,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out in the manual pages: what are a process, a port, an exit code and a signal? What do ps, ss, kill and curl show or do? What happens to a program when its terminal closes?',
    example:
      'Write by hand what curl prints for a running server, a stopped one and a wrong port. Then provoke all three.',
    task:
      'Start a small web server on your machine from the shell. Write service.md with the commands that start, find, test and stop it, and breaks.md with four ways to break it: symptom, command that shows it, repair.',
    check: 'a second person brings the service up from service.md alone, and curl prints status 200',
    transfer: 'Run two copies on two ports, and find out from the outside which one answered.',
    question: {
      type: 'clarification',
      text:
        'What exactly must be true for you to say the service is up: a process, an open port or a right answer?',
      expects: 'an answer that a user needs, with the check that tests it',
    },
  },
  {
    id: 'do-script',
    name: 'Shell scripts that fail early',
    prereqs: ['do-shell'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what do set -e, -u and pipefail each change, and where does -e not help? Why are variables quoted? What does trap guarantee? What makes a script safe to run twice?',
    example: 'A variable DIR is empty. Write by hand what rm -r "$DIR"/old and rm -r $DIR/old would touch.',
    task:
      'Write backup.sh that packs a folder with date and checksum, keeps seven copies and cleans up when interrupted. Write test.sh that provokes a full target, a missing folder and Ctrl-C.',
    check:
      'each of the three faults gives an exit code other than 0, a message on stderr and no half-written archive',
    transfer: "Make two runs at the same moment harmless without losing either person's request.",
    question: {
      type: 'assumptions',
      text:
        'Which line of your script would do harm if a folder name held a space or the variable were empty?',
      expects: 'a line, the damage, and the quoting or check',
    },
  },
  {
    id: 'do-git',
    name: 'Branches, merges and a readable history',
    prereqs: ['do-shell'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what do commit, branch and tag point to? How do merge and rebase differ in the graph? What do revert and reset each do to shared history? How does bisect search?',
    example: 'Draw by hand the graph after two commits on main, two on a branch from the first, and a merge.',
    task:
      'Put your service in a repository of at least 15 small commits with a deliberate bug in the middle. Write history.md: a conflict solved, a revert, the bug found with git bisect run, and the rule for commit messages.',
    check:
      'git bisect run names the faulty commit without help, using a test script that is part of the repository',
    transfer: 'Take a secret out of the history of a copy, and list why that does not make it secret again.',
    question: {
      type: 'viewpoints',
      text: 'What will somebody who searches for a fault in a year want from your last ten commit messages?',
      expects: 'the why, one change each, and a link to the need',
    },
  },
  {
    id: 'do-linux-service',
    name: 'A supervised service',
    prereqs: ['do-script'],
    kind: 'procedure',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what does a supervisor such as systemd restart, log and limit? Why not run as root? What do file modes and owners allow? What does a service read from its environment?',
    example:
      'For the mode rwxr-x--- write by hand what owner, group and others may do, and the three digits.',
    task:
      'Install your service under a supervisor with its own user. Write app.service, install.sh and limits.md: restart after a crash, start at boot, memory limit, log reading, and what the user may not write.',
    check:
      'killed ten times it is back within 5 seconds each, and its user cannot write outside one named folder',
    transfer: 'Replace the program by a new version without refusing one request of a running loop of curl.',
    question: {
      type: 'implications',
      text:
        'The service crashes at every start. What does your restart rule do to the machine and the log by morning?',
      expects: 'a loop; back-off, limit and an alarm',
    },
  },
  {
    id: 'do-network',
    name: 'Names, ports, TLS and proxies',
    prereqs: ['do-shell'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: how is a name resolved, and for how long is the answer kept? What happens between a SYN and the first byte? What does a certificate prove? What does a reverse proxy add and hide?',
    example:
      'Draw by hand the steps from typing a name to the page, and beside each the command that would test it.',
    task:
      'Put a reverse proxy with a certificate of your own authority before the service. Write net.md as a table of ten faults (wrong name, closed port, expired certificate …), with symptom and command, each provoked.',
    check:
      'all ten symptoms in net.md are pasted from real output, and no two faults share the same evidence',
    transfer: "Send a tenth of the visitors to a second version, and prove the share from the proxy's log.",
    question: {
      type: 'evidence',
      text: 'A user says the site is slow. Which measurement separates name, connection, TLS and server?',
      expects: "the timings of curl or the like, taken from the user's side",
    },
  },
  {
    id: 'do-containers',
    name: 'Containers and images',
    prereqs: ['do-linux-service'],
    kind: 'procedure',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what do namespaces and cgroups separate? What is a layer, and when is it reused? What is lost when a container ends? Why fix a base by digest? Who is process 1?',
    example:
      'Order by hand the lines base, copy all, install dependencies, run so that a change of one source file rebuilds least.',
    task:
      'Write a Dockerfile in two stages for the service, .dockerignore and image.md with a table of size, build seconds cold and warm, user, and findings of a scanner, before and after your changes.',
    check:
      'the final image is under half the size of the first, runs as a user other than root, and stops within 2 seconds on SIGTERM',
    transfer: 'Build the same image twice on different days, and find what differs and why.',
    question: {
      type: 'assumptions',
      text: 'What does your image assume about the machine that runs it?',
      expects: 'architecture, kernel, clock, network, writable paths',
    },
  },
  {
    id: 'do-compose',
    name: 'Several services on one machine',
    prereqs: ['do-containers'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: how do services find each other by name? What do volumes keep? What does depends_on wait for? Where do secrets belong? What does a health check decide?',
    example: 'Draw three boxes proxy, application, database with the ports that are open to whom.',
    task:
      "Write compose.yaml for proxy, application and database with health checks, a volume and no port but the proxy's. Write up.md, and a restore.sh that brings back a backup into a fresh volume.",
    check:
      'from a clean clone one command gives a working system in under 3 minutes, and restore.sh brings back 100 test rows',
    transfer: 'Start the database 60 seconds late, and keep the application from failing for ever.',
    question: {
      type: 'implications',
      text: 'What is left of your system if somebody runs down -v on the wrong machine?',
      expects: 'volumes gone; where the backup is, and when it was last restored',
    },
  },
]
