import type { TrackUnit } from './track.ts'

/** SQL, part one: asking a small database questions whose answers can be checked by hand. */
export const SQL_QUERIES: TrackUnit[] = [
  {
    id: 'sql-practice-db',
    name: 'A practice database you can rebuild',
    prereqs: [],
    kind: 'procedure',
    est_min: 45,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out in the PostgreSQL manual: what do createdb, psql -f and \\d do? What is the difference between a database, a schema and a table? Why does a script that starts with drop table if exists give the same result every time?',
    example:
      'Take a receipt from your pocket. On paper, sort its facts into who bought, what was bought and what the single line says, and mark which fact would be repeated if everything stood in one table.',
    task:
      'Write setup.sql that drops and creates customers, products, orders and order_items and inserts 5 customers, 6 products, 8 orders and 15 items you invent, one customer without orders. Write expected.md with the row count of each table.',
    check:
      'running setup.sql twice in a row ends without an error and gives exactly the counts in expected.md',
    transfer:
      'Add a table of returns to the script, with two returns of which one covers only part of an order item. Rebuild and adapt the counts before you look.',
    question: {
      type: 'clarification',
      text:
        'What does one row of your order_items stand for, and could the same product appear twice in one order?',
      expects: 'one product line of one order; names the rule that allows or forbids the repeat',
    },
  },
  {
    id: 'sql-select-filter',
    name: 'SELECT, WHERE and ORDER BY',
    prereqs: ['sql-practice-db'],
    kind: 'procedure',
    est_min: 45,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer from the manual: in which order are FROM, WHERE, SELECT and ORDER BY evaluated? Why can WHERE not see a column alias? What does the order of rows mean without ORDER BY? How do AND and OR bind?',
    example:
      "On paper, mark which of your 6 products satisfy price > 10 and stock = 0 or name like 'A%'. Do it once as written and once with brackets around the OR, then run both.",
    task:
      'Write filters.sql with eight questions as comments and the query under each: two with ranges, one with IN, one with LIKE, one with NOT, two with ORDER BY and LIMIT, one with DISTINCT. Put the row count you predict beside each question.',
    check: 'all eight predicted counts equal the actual counts, and every query with LIMIT has an ORDER BY',
    transfer:
      'Make paging of the products two rows at a time: first with OFFSET, then by remembering the last seen price and id. Insert a row between two pages and note which version repeats or skips one.',
    question: {
      type: 'assumptions',
      text: 'Which of your eight answers silently relies on the rows coming out in a certain order?',
      expects: 'names a query with LIMIT or ties, and the column that would make its order total',
    },
  },
  {
    id: 'sql-null',
    name: 'NULL and three-valued logic',
    prereqs: ['sql-select-filter'],
    kind: 'concept',
    est_min: 45,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what are NULL = NULL, NOT NULL and NULL OR true? Which rows does WHERE keep when the condition is unknown? Why does NOT IN with a NULL in the list return nothing? What do COALESCE and IS DISTINCT FROM do?',
    example:
      'Draw the truth table of AND and OR for true, false and unknown by hand, nine cells each. Check six of the cells with select.',
    task:
      'Set the city of two customers to NULL. Write nulls.sql with five pairs of queries that look the same and differ because of NULL (=, <>, NOT IN, count(*) against count(city), concatenation), with one comment per pair saying which rows differ.',
    check:
      'in each of the five pairs the two results differ, and the comment names the exact customers that do',
    transfer:
      'Write one query that lists customers whose city changed between two copies of the table, counting from or to NULL as a change and NULL to NULL as none.',
    question: {
      type: 'clarification',
      text: 'In your customers table, does an empty city mean unknown, not applicable or not asked yet?',
      expects: 'one of the three meanings, and a column or value that would tell them apart',
    },
  },
  {
    id: 'sql-expressions',
    name: 'Text, number and date expressions',
    prereqs: ['sql-null'],
    kind: 'procedure',
    est_min: 45,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Look up: what does integer division return? When do numeric and double precision round differently? What do date_trunc, extract and an interval added to a date give? How does CASE pick its branch?',
    example:
      'Compute by hand 7/2, 7/2.0, round(2.5) for numeric, and 31 January plus one month. Then ask psql, and write down which one you had wrong.',
    task:
      'Write expressions.sql: order totals in cents as integers and as numeric, the month of each order, days since the last order per customer, a price band with CASE, and a display name trimmed and in one case.',
    check:
      'the total in cents equals 100 times the numeric total for every order, proved by a query that returns 0 rows',
    transfer:
      "Store one order at 23:30 in Madrid as timestamptz. Show the day it belongs to in Madrid and in UTC, and change the monthly query so that it uses the shop's own zone.",
    question: {
      type: 'implications',
      text: "What would go wrong in your shop's totals if prices were kept as floating point?",
      expects: 'a sum that is off by a cent, where it shows, and the type that prevents it',
    },
  },
  {
    id: 'sql-aggregate',
    name: 'GROUP BY and HAVING',
    prereqs: ['sql-expressions'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: which columns may stand in SELECT beside an aggregate? What separates WHERE from HAVING? What do sum and count return for a group of only NULLs, and for no rows at all? What does FILTER do?',
    example:
      'Add up by hand the revenue per product of your 15 order items, and write the table you expect. Only then write the query.',
    task:
      'Write revenue.sql: revenue per product, per month and per customer, products sold at least three times, share of each product in the total, and one row of counts by price band with FILTER. Keep the hand-made sums as comments.',
    check: 'the sums per product, per month and per customer are all equal to the same grand total',
    transfer:
      'Report revenue per month so that a month without any order appears with zero, using generate_series for the months.',
    question: {
      type: 'evidence',
      text: 'How would you convince an accountant that your revenue per month has lost no order?',
      expects: 'a control total from the raw items, and a count of orders on both sides',
    },
  },
  {
    id: 'sql-inner-join',
    name: 'Inner joins and row counts',
    prereqs: ['sql-aggregate'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: how many rows can a join of 8 and 15 rows have at least and at most? What does ON compare? Why does joining orders to items and to payments at once multiply sums? What is a join without a condition?',
    example:
      'With three customers and four orders on paper, draw a line for every pair that satisfies the condition. Count the lines, then run the join and compare.',
    task:
      'Write joins.sql with five questions that need two to four tables. Above each query note the rows you expect and which table decides that number. Include one deliberate fan-out that doubles a sum, and its repair.',
    check: 'the repaired sum equals the sum computed from order_items alone, and the faulty one is larger',
    transfer:
      'Give orders two addresses, billing and delivery, in one table of addresses. Join that table twice with names that tell the two apart.',
    question: {
      type: 'assumptions',
      text: 'Which join in your file would double its rows if one key stopped being unique?',
      expects: 'the join, the key it trusts, and the constraint that protects it',
    },
  },
  {
    id: 'sql-outer-join',
    name: 'Outer joins and missing partners',
    prereqs: ['sql-inner-join'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: which rows does LEFT JOIN keep and what do their other columns hold? Why does a condition on the right table in WHERE turn it into an inner join? When is FULL JOIN the honest choice?',
    example:
      'For one customer without orders, write by hand the row that a LEFT JOIN gives, then the row after WHERE orders.total > 0, then after moving that test into ON.',
    task:
      'Write missing.sql: customers without orders, products never sold, orders without items (insert one), and a table of all customers with order count and last order date, zero and NULL where there is none.',
    check: 'the customer table has exactly as many rows as customers, and the inactive one shows 0, not 1',
    transfer:
      'Compare a price list from a supplier, invented as a table, with your products in one query that says only here, only there, price differs, or equal.',
    question: {
      type: 'question',
      text: 'Is "customers without orders" the question the shop should ask, or one about a period?',
      expects: 'separates never from not lately, and shows where the date condition must stand',
    },
  },
]
