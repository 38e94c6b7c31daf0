import type { TrackUnit } from './track.ts'

/** SQL, part three: speed, concurrency, safety and a result other people use. */
export const SQL_OPERATION: TrackUnit[] = [
  {
    id: 'sql-window-gaps',
    name: 'Previous rows, gaps and sessions',
    prereqs: ['sql-window-rank'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Answer: what do lag and lead return at the edge? How does a running sum of "starts a new group" flags turn rows into islands? Why can a window result not stand in WHERE?',
    example:
      'The days 1, 2, 3, 7, 8, 12 form three islands. By hand, write lag, the gap, the flag and the running sum of the flags beneath each other.',
    task:
      'Write visits.sql on an invented table of 40 page views of 5 people: time since the previous view, visits separated by 30 minutes of silence, pages per visit, longest streak of days per person.',
    check: 'a hand-counted visit total for two of the people stands in a comment and matches the query',
    transfer:
      "Change the rule: a visit also ends at midnight of the visitor's zone. Only one expression may change.",
    question: {
      type: 'question',
      text: 'Why 30 minutes? Which decision would come out differently with 5 or with 120?',
      expects: 'a decision that depends on it, and a look at the distribution of gaps instead of a habit',
    },
  },
  {
    id: 'sql-explain',
    name: 'Reading a query plan',
    prereqs: ['sql-subquery'],
    kind: 'skill',
    est_min: 75,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: what do cost, rows, actual time and loops say in EXPLAIN ANALYZE? When are a nested loop, hash join and merge join each chosen? What does a large gap between estimated and actual rows cause?',
    example:
      'A node says actual time 0.02..0.05, rows 3, loops 2000. By hand compute the rows and the time of the whole node, and compare with a seq scan of 90 ms.',
    task:
      'Fill orders with 500,000 rows by generate_series. Write plans.md with the plans of three queries: the slowest node of each, estimated against actual rows, and what happens after analyze.',
    check:
      'for all three queries plans.md names the node with the largest own time and the numbers it comes from',
    transfer:
      'Write a query whose estimate is wrong by a factor of 100 because two columns depend on each other. Repair the estimate with extended statistics and show both plans.',
    question: {
      type: 'evidence',
      text: 'Which number in a plan proves that a node, and not its children, is slow?',
      expects: "own time: its total times loops minus the children's; not the estimated cost",
    },
  },
  {
    id: 'sql-index',
    name: 'Indexes that get used',
    prereqs: ['sql-explain'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'informed',
    source: 'curated',
    study:
      "Answer: which conditions can a B-tree on (a, b) serve? Why does lower(name) = 'x' not use an index on name? What do partial and covering indexes save? What does each index cost on writing?",
    example:
      "With the pairs (1,a) (1,c) (2,a) (3,b) in sorted order on paper, mark which stretch answers a = 1, a = 1 and b = 'c', and b = 'a' alone.",
    task:
      'On the 500,000 orders, choose indexes for four queries. Write indexes.sql and a table in indexes.md: time and buffers before and after, index size, and the insert time of 10,000 rows with and without them.',
    check:
      'at least three queries read under a tenth of the former buffers, and one index you tried is dropped with its reason',
    transfer:
      'Serve "latest 20 open orders of a customer" with one index and no sort node. Then state which of the older indexes became useless.',
    question: {
      type: 'implications',
      text: 'Every query got an index of its own. Who pays, and when will they notice?',
      expects: 'writers, vacuum, disk and cache; visible in load times or bloat',
    },
  },
  {
    id: 'sql-isolation',
    name: 'Transactions under concurrency',
    prereqs: ['sql-change-rows'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: what can change between two statements at read committed? What do repeatable read and serializable refuse, and with which error code? How does SELECT … FOR UPDATE wait? How does a deadlock arise and end?',
    example:
      'Two sessions both read stock 5 and write 5 minus 1. Write the statements in two columns by hand, in the order that loses one sale.',
    task:
      'With two psql windows, produce a lost update, a phantom and a deadlock. Write races.md as a two-column script of each, and write fixed.sql with the version that prevents it (one statement, a lock, or a retry).',
    check:
      'replaying each script against the fixed version leaves stock and sum of sales consistent in 10 of 10 runs',
    transfer:
      'Let ten workers take jobs from one table so that nobody waits and no job is done twice, with FOR UPDATE SKIP LOCKED. Kill a worker in the middle.',
    question: {
      type: 'assumptions',
      text: 'Which rule of your shop is true in each transaction alone and broken by two at once?',
      expects: 'a rule over several rows, and the constraint, lock or level that guards it',
    },
  },
  {
    id: 'sql-parameters',
    name: 'Parameters, injection and least privilege',
    prereqs: ['sql-change-rows'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      "Answer: why does a parameter never become syntax? Which parts of a statement cannot be parameters? What do GRANT, REVOKE and a view let you hide from an application's role?",
    example:
      "A program joins the text where name = ' with the input x' or '1'='1. Write the resulting statement by hand and tell which rows it returns.",
    task:
      'In the language you know, write search.py (or its like) with one deliberately injectable search and one with parameters, roles.sql with a role that may only read two views, and an attack test for both versions.',
    check:
      'the attack returns all rows from the weak version, 0 from the other, and the role gets code 42501 on the table',
    transfer:
      'The user chooses the sort column. Allow that without letting any text of theirs into the statement.',
    question: {
      type: 'viewpoints',
      text: "An attacker has your application's database password. What can they read, change and destroy?",
      expects: 'the grants of that role, item by item, and one that can be taken away',
    },
  },
  {
    id: 'sql-recursive',
    name: 'Recursive queries over trees',
    prereqs: ['sql-cte'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'expert',
    source: 'curated',
    study:
      'Look up how WITH RECURSIVE works: what is the working table? When does it stop? What do UNION and UNION ALL do about a circle? What do the SEARCH and CYCLE clauses add?',
    example:
      'For the categories 1, 2 under 1, 3 under 1 and 4 under 2, write by hand the working table after each round until it is empty.',
    task:
      'Add a category tree of four levels to setup.sql. Write tree.sql: all descendants of one node, the path of each node as text, revenue summed up the tree, and a query that finds a circle you insert on purpose.',
    check: 'the revenue at the root equals total revenue, and the query on the circular data ends by itself',
    transfer:
      'Compute the parts needed for one product from a bill of materials with quantities that multiply along the path.',
    question: {
      type: 'implications',
      text: 'What would your application do on the day somebody makes a category its own grandparent?',
      expects: 'endless loop or lost branch; a constraint, trigger or cycle clause and where it sits',
    },
  },
  {
    id: 'sql-migration',
    name: 'Changing a schema that is in use',
    prereqs: ['sql-isolation', 'sql-index'],
    kind: 'procedure',
    est_min: 90,
    min_depth: 'expert',
    source: 'curated',
    study:
      'Find out: which ALTER TABLE forms rewrite the table or hold an exclusive lock? What do NOT VALID with VALIDATE, and CREATE INDEX CONCURRENTLY avoid? What is expand, migrate, contract?',
    example:
      'A column full_name is to become two. On paper, list the states of schema and application in order, and mark every state in which old and new code run together.',
    task:
      'Write up1.sql to up3.sql that split a column of the 500,000-row table: add, backfill in batches of 5,000, switch, drop. Keep a script running that inserts an order each second, and log its longest wait in locks.md.',
    check:
      'the inserting script never waits longer than one second, and every step can be run again without harm',
    transfer:
      'Add a NOT NULL foreign key to the big table under the same condition, and write the step back for each step forward.',
    question: {
      type: 'evidence',
      text: 'What would show you, before the night of the release, that a step will block writers?',
      expects: "a rehearsal on real size with lock_timeout and pg_locks, not the statement's look",
    },
  },
  {
    id: 'sql-report',
    name: 'A report somebody decides on',
    prereqs: ['sql-normalise'],
    kind: 'skill',
    est_min: 120,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: which single decision will the reader make? Which definitions (customer, active, revenue) must be fixed first? Which two control totals would reveal a wrong join?',
    example:
      'Take a number from a report you know. On paper, write three queries that could each have produced it under another definition, and by how much they would differ.',
    task:
      'Write report.sql as a chain of views over your loaded spreadsheet, and report.md of one page: the decision, five numbers with their definitions, one table, one doubt. Add checks.sql with four control totals.',
    check: 'checks.sql returns 0 rows today and at least 1 row after you delete or duplicate any input row',
    transfer:
      'Give the same report for any period by a parameter, and let a reader see which rows make up one chosen number.',
    question: {
      type: 'question',
      text:
        'Which question will the reader ask ten seconds after seeing your table, and does the page answer it?',
      expects: 'a likely follow-up about cause, comparison or completeness, and where it is answered',
    },
  },
]
