import type { TrackUnit } from './track.ts'

/** Python, part one: values, decisions and collections in scripts that do a small real job. */
export const PYTHON_BASICS: TrackUnit[] = [
  {
    id: 'py-first-script',
    name: 'Running a script and reading its error',
    prereqs: [],
    kind: 'procedure',
    est_min: 45,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out in the Python tutorial: what is the difference between the prompt and a file run with python? What do the last line and the line numbers of a traceback tell? What does print return?',
    example:
      'Take print("total: " + 3). Before running it, write the line and the kind of error you expect. Repair it in two ways and say which gives text and which a number.',
    task:
      'Write receipt.py that holds three prices and a tax rate in variables and prints a receipt with aligned columns. Keep errors.md with four errors you caused on purpose: the last line of each traceback and its cause.',
    check:
      'receipt.py prints a total that matches your hand calculation to the cent, and errors.md has four different error types',
    transfer:
      'Let the currency and the tax rate be given on the command line through sys.argv, and decide what happens when one is missing.',
    question: {
      type: 'clarification',
      text: 'For one of your four errors: which line was reported, and on which line was the mistake made?',
      expects: 'two line numbers or one, with the reason why they may differ',
    },
  },
  {
    id: 'py-values',
    name: 'Numbers, text and names',
    prereqs: ['py-first-script'],
    kind: 'concept',
    est_min: 45,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what do /, // and % give for negative numbers? Why is 0.1 + 0.2 not 0.3? What does a name refer to after a = b? Which string methods return a new string, and why all of them?',
    example:
      'Predict on paper -7 // 2, -7 % 2, int("012"), "abc"[-1] and "abc"[1:1]. Mark the ones you got wrong after running them.',
    task:
      'Write bill.py that splits an amount among n people in whole cents so that nothing is lost, and prints one line per person with an f-string. Test it by hand with 10.00 for 3 and 0.05 for 4.',
    check: 'the shares add up to the amount exactly for ten amounts, and differ by at most one cent',
    transfer: 'Work with Decimal instead of cents and state the rounding rule you chose and who gains by it.',
    question: {
      type: 'assumptions',
      text: 'Which value in your script would be wrong by a cent if it were a float, and who would notice?',
      expects: 'a sum or a share, with the place at which the error becomes visible',
    },
  },
  {
    id: 'py-branches',
    name: 'Conditions and truth',
    prereqs: ['py-values'],
    kind: 'procedure',
    est_min: 45,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: which values count as false? How do and and or return one of their operands? Why does the order of elif branches matter? What does a chained comparison such as 0 < x < 10 mean?',
    example:
      'For the ages -1, 0, 17, 18, 64, 65 and 200 fill a table by hand with the ticket price your rules should give. Only then write the branches.',
    task:
      'Write ticket.py with a price by age, day and membership, refusing impossible ages. Beside it write cases.csv with 12 cases including each border, and print the cases whose result differs from the file.',
    check: 'all 12 cases agree, and swapping two elif branches makes at least one case fail',
    transfer:
      'Turn the branches into a table of rules that is searched from the top, and add a new rule without touching the code.',
    question: {
      type: 'question',
      text: 'Which age or day did nobody mention when your ticket rules were made?',
      expects: 'a border or combination left open, and the answer chosen for it',
    },
  },
  {
    id: 'py-loops',
    name: 'Loops that end',
    prereqs: ['py-branches'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: when is while better than for? What do range(3, 10, 3) and enumerate yield? What do break, continue and the else of a loop do? Why is it risky to remove items from the list one walks over?',
    example:
      'Trace a loop that removes every even number from [2, 4, 6, 7] while walking over it. Write index and list after each round by hand.',
    task:
      'Write guess.py, a number game that halves the range itself and asks you only higher or lower. Record each game in games.csv with secret and tries, and print the worst case after 20 games.',
    check:
      'no game over 1 to 100 needs more than 7 tries, and contradictory answers end the game with a message',
    transfer: 'Change the range to 1 to one million and predict the worst case before you play it.',
    question: {
      type: 'implications',
      text: 'If the answers to your game may contain one lie, what happens to your loop?',
      expects: 'it excludes the secret; needs a re-check or more questions',
    },
  },
  {
    id: 'py-collections',
    name: 'Lists, tuples, sets and dictionaries',
    prereqs: ['py-loops'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: which of the four keep order, allow repeats, can be keys? What does d.get save? What is shared after b = a and what after b = a[:]? What does sorted need to know?',
    example:
      'Draw boxes and arrows for a = [[0] * 2] * 2 and then a[0][0] = 1. Say what a prints before running it.',
    task:
      'Write words.py that counts the words of a text of at least 2,000 words and writes top.csv with the 20 most frequent, ties in alphabetical order, and anagrams.txt with the groups of words made of the same letters.',
    check: 'the counts of all words add up to the number of words read, and two runs give identical files',
    transfer:
      'Group the same words by length and first letter in a dictionary of dictionaries without testing whether a key exists.',
    question: {
      type: 'evidence',
      text: 'How do you know that your word count treats "Don\'t" and "don\'t" as you wanted?',
      expects: 'the rule for case and apostrophes, and a small text whose counts are known',
    },
  },
  {
    id: 'py-functions',
    name: 'Functions with a promise',
    prereqs: ['py-collections'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what do parameters, defaults and keyword arguments each allow? Why is a list as a default dangerous? What is the difference between returning and printing? Where is a name looked up?',
    example:
      'Call def add(x, bag=[]) three times on paper and write the bag after each call. Then write the version that behaves.',
    task:
      'Split words.py into functions that take and return values, each with one sentence of what it promises, in textstats.py, and only one function that reads or prints. Write three assert lines per function.',
    check: 'no function except main prints or opens a file, and all asserts pass with an empty text as well',
    transfer:
      'Let the caller decide what a word is, by passing a function, and use it to count sentences instead.',
    question: {
      type: 'viewpoints',
      text: 'What would somebody who only reads the names and first lines of your functions get wrong?',
      expects: 'a misleading name or a silent effect, and a better name',
    },
  },
  {
    id: 'py-files',
    name: 'Files, CSV, JSON and encodings',
    prereqs: ['py-functions'],
    kind: 'procedure',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what does with guarantee? What does the csv module do with commas inside quotes? Which Python values survive JSON and which change? What happens when a file is read in the wrong encoding?',
    example:
      'Write by hand the CSV line for the three fields: 1,5 and said "no" and an empty one. Let the csv module read it back.',
    task:
      'Export real data of your own (bank, steps, music) or make 200 rows. Write clean.py that reads the CSV, converts dates and numbers, and writes clean.json and rejected.csv with line number and reason.',
    check:
      'rows in clean.json plus rows in rejected.csv equals input rows, with at least five rows rejected for three reasons',
    transfer:
      'Handle a file that does not fit in memory: read and write line by line, and compare the memory of both versions on 500,000 rows.',
    question: {
      type: 'assumptions',
      text: 'What does your reader assume about the file that its sender never promised?',
      expects: 'encoding, separator, decimal mark, header or order, and the check that would notice',
    },
  },
]
