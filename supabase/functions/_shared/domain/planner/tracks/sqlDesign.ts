import type { TrackUnit } from './track.ts'

/** SQL, part two: composing queries, and tables that refuse wrong rows. */
export const SQL_DESIGN: TrackUnit[] = [
  {
    id: 'sql-subquery',
    name: 'Subqueries, EXISTS and anti-joins',
    prereqs: ['sql-outer-join'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: when does a scalar subquery fail at run time? What makes a subquery correlated? How do IN, EXISTS and a join differ when the right side has duplicates or NULLs?',
    example:
      'Trace by hand, for two customers, which rows a correlated EXISTS looks at. Write true or false beside each customer, then run it.',
    task:
      'Write subqueries.sql: products above the average price of their band, customers who bought everything in one band, customers with no order in the last 90 days in three ways (NOT IN, NOT EXISTS, LEFT JOIN).',
    check:
      'the three versions of the last question agree, and after inserting a NULL customer id exactly one breaks',
    transfer:
      'Answer "customers whose latest order was their largest" with a subquery, then without one, and keep the version a colleague understands faster.',
    question: {
      type: 'viewpoints',
      text:
        'Which of your three anti-join versions would you allow in a code review, and what would the author object?',
      expects: 'a choice with its NULL behaviour, and a fair reason for another one',
    },
  },
  {
    id: 'sql-cte',
    name: 'Common table expressions as steps',
    prereqs: ['sql-subquery'],
    kind: 'skill',
    est_min: 45,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer from the manual: what does WITH name, and for how long? When is a CTE folded into the main query and when is it computed once? What can a data-modifying CTE return?',
    example:
      'Take a query with two nested subqueries. On paper give each level a noun as its name and write the columns and the meaning of one row under it.',
    task:
      'Rewrite your longest query so far as a chain of at least three named steps in steps.sql. Above each step write what one row is. Add a control query per step that counts rows and distinct keys.',
    check: 'the final result equals the old query: EXCEPT in both directions returns 0 rows',
    transfer:
      'Move closed orders into an archive table with one statement: delete with RETURNING inside WITH, insert from it. Prove that no row is lost or doubled.',
    question: {
      type: 'clarification',
      text: 'For each named step of your query: what is one row, and which column is its key?',
      expects: 'a noun and a key per step, and the step at which the key changes',
    },
  },
  {
    id: 'sql-constraints',
    name: 'Keys and constraints',
    prereqs: ['sql-inner-join'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Look up PRIMARY KEY, UNIQUE, NOT NULL, CHECK and FOREIGN KEY: what does each refuse, and when is it checked? What do ON DELETE RESTRICT, CASCADE and SET NULL do to your orders? Does UNIQUE stop two NULLs?',
    example:
      'List five wrong rows your tables accept today, such as a negative quantity. Beside each write the one constraint that would refuse it.',
    task:
      'Extend setup.sql with named constraints for those five faults, and write refuse.sql with one statement per fault that must fail, each followed by the error code you expect.',
    check: 'every statement in refuse.sql fails with the expected code, and the 15 valid items still load',
    transfer:
      'Forbid two overlapping price periods for the same product, with a range type and an exclusion constraint. Show one refusal and one pair that touches and is allowed.',
    question: {
      type: 'implications',
      text: "If deleting a customer cascades to the orders, what will last year's revenue show tomorrow?",
      expects: 'past revenue shrinks; restrict or anonymise instead, with a reason',
    },
  },
  {
    id: 'sql-change-rows',
    name: 'INSERT, UPDATE and DELETE with a net',
    prereqs: ['sql-constraints'],
    kind: 'procedure',
    est_min: 45,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what does UPDATE without WHERE do? What does RETURNING give back? How do BEGIN, ROLLBACK and COMMIT change what another session sees? What does ON CONFLICT need to know?',
    example:
      'Write down which rows update products set price = price * 1.1 where stock > 0 will touch, and their new prices. Run it between begin and rollback, and compare.',
    task:
      'Write change.sql: raise prices in one band, correct a misspelt city, merge two duplicate customers without losing orders, upsert a price list. Each change counts its rows before and after inside one transaction.',
    check:
      'each block prints the row count it promised in its comment, and a second run of the upsert changes 0 rows',
    transfer:
      'Write the undo of your price change before you run it: which information must be saved first so that the old prices come back to the cent?',
    question: {
      type: 'evidence',
      text: 'You just updated more rows than planned. What tells you so before you commit?',
      expects: 'the command tag or RETURNING count, compared with a prior select, inside the transaction',
    },
  },
  {
    id: 'sql-normalise',
    name: 'From a spreadsheet to tables',
    prereqs: ['sql-constraints', 'sql-cte'],
    kind: 'skill',
    est_min: 90,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what are update, insert and delete anomalies? What does it mean that a column depends on the key, the whole key and nothing but the key? When is keeping a copy right, such as the price at the time of sale?',
    example:
      'In a sheet with the columns order, customer, city, product, price, mark by hand what determines what with arrows. Circle the arrow that does not start at the key.',
    task:
      'Take a real spreadsheet of at least 100 rows. Load it as text into staging, draw the dependencies in model.md, and write load.sql that fills three or more tables with keys, rejecting bad rows into a table with the reason.',
    check:
      'rows loaded plus rows rejected equals rows in the sheet, and rejoining the tables gives the original values',
    transfer:
      'The owner of the sheet adds a second phone number for some people. Change the model so that a third one needs no new column.',
    question: {
      type: 'viewpoints',
      text:
        'What does the person who works in the sheet every day lose by your tables, and how do you give it back?',
      expects: 'overview in one place, quick edits; a view, an export or a form in return',
    },
  },
  {
    id: 'sql-window-rank',
    name: 'Window functions: ranks and running totals',
    prereqs: ['sql-cte'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: how does OVER (PARTITION BY … ORDER BY …) differ from GROUP BY? What separates row_number, rank and dense_rank on ties? What is the default frame once ORDER BY is present?',
    example:
      'For the amounts 5, 5, 8, 10 write by hand row_number, rank, dense_rank and the running sum with the default frame. Look closely at the two fives.',
    task:
      "Write ranks.sql: the top two products per band, each order with the customer's running total, share of each item in its order, and the median order value. Mark the frame clause wherever it matters.",
    check:
      "the last running total of every customer equals that customer's grand total, checked by a query with 0 rows",
    transfer:
      'Make the running total restart every year and exclude the current row, using only the frame and the partition.',
    question: {
      type: 'assumptions',
      text:
        'Two orders have the same date. What does your running total do with them, and is that what you meant?',
      expects: 'peers under range share a value; rows or a tie-breaker column changes it',
    },
  },
]
