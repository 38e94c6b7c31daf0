import type { TrackUnit } from './track.ts'

/** Statistics, part one: data collected by oneself, described without deceiving anybody. */
export const STATISTICS_DESCRIBE: TrackUnit[] = [
  {
    id: 'st-collect',
    name: 'Collecting data with a protocol',
    prereqs: [],
    kind: 'procedure',
    est_min: 45,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what are a unit, a variable, a population and a sample? What is the difference between measuring and recording? How can the way of asking change the answer?',
    example:
      'For the question "how long is my way to work" write three ways of measuring it that would give different numbers for the same day.',
    task:
      'Choose something you can measure 30 times within a week, such as waiting times. Write protocol.md with unit, variable, instrument, start and end of each measurement, and collect the first ten rows in data.csv.',
    check:
      'a second person follows protocol.md for five measurements without asking, and differs from yours by less than the unit you chose',
    transfer:
      'Turn the same question into a survey of three items and note which answer you could no longer check.',
    question: {
      type: 'clarification',
      text:
        'To which days, people or places do you want your thirty numbers to speak, and which were never eligible?',
      expects: 'a target population, the reachable part and the gap between them',
    },
  },
  {
    id: 'st-types',
    name: 'Kinds of variables',
    prereqs: ['st-collect'],
    kind: 'concept',
    est_min: 30,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what separates nominal, ordinal, interval and ratio? Which of sum, mean, median and mode makes sense for each? Why is a postcode no number? What is lost by cutting ages into groups?',
    example:
      'Sort into the four kinds: shoe size, blood group, school grade, temperature in Celsius, income, finishing place.',
    task:
      'Write codebook.md for a public table with at least ten columns: kind, unit, allowed values, meaning of missing, and one summary that would be nonsense for that column.',
    check: 'every column of the table appears once, and the stated allowed values hold for all rows, counted',
    transfer:
      'Recode one numeric column into three groups in two ways and show a sentence that is true of one grouping only.',
    question: {
      type: 'assumptions',
      text: 'Which column of your table looks like a quantity although its steps are not equal?',
      expects: 'an ordinal or coded column, and what a mean of it would pretend',
    },
  },
  {
    id: 'st-picture',
    name: 'Pictures of one variable',
    prereqs: ['st-types'],
    kind: 'skill',
    est_min: 45,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what do histogram, box plot and dot plot show and hide? How does bin width create or remove peaks? When is a cut axis a lie? What does a cumulative curve answer directly?',
    example:
      'Draw by hand a histogram of 1, 2, 2, 3, 3, 3, 9 with bins of width 1, 3 and 5, and say what each suggests.',
    task:
      'Draw four pictures of your 30 measurements and save them as one page, shapes.png. Write shapes.md with one sentence per picture that could not be said from the others.',
    check:
      'a reader can give the count above a stated value from one picture, and it equals the count in data.csv',
    transfer:
      'Show two groups so that both their centres and their overlap are seen, without using two colours.',
    question: {
      type: 'viewpoints',
      text: 'Which of your pictures would somebody choose who wants the waiting times to look short?',
      expects: 'a picture with its bins or axis, and what it hides',
    },
  },
  {
    id: 'st-summary',
    name: 'Centre, spread and outliers',
    prereqs: ['st-picture'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what do mean and median each minimise? Why divide by n - 1? What do a standard deviation and an interquartile range say in the unit of the data? When may a value be left out?',
    example:
      'For 2, 4, 4, 6, 14 compute mean, median, standard deviation and quartiles by hand. Replace 14 by 140 and note what stays.',
    task:
      'Write summary.csv for your data in groups (place, hour, person): n, mean, median, standard deviation, quartiles. Write outliers.md that decides on each extreme value by its cause, not by its size.',
    check:
      'the group means weighted by n give the overall mean to four decimals, and no value is dropped without a cause',
    transfer:
      'Summarise a variable of money with a few very large values so that the total can be recovered, and so that the typical person can.',
    question: {
      type: 'implications',
      text:
        'If a colleague dropped every value beyond two standard deviations, what would your report claim?',
      expects: 'too small a spread and a shifted centre; which real cases vanish',
    },
  },
  {
    id: 'st-relation',
    name: 'Two variables and correlation',
    prereqs: ['st-summary'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what do the sign and the size of r say? Which shapes have r near zero in spite of a perfect pattern? What do a single far point and a restricted range do to r?',
    example:
      'For (1, 2), (2, 4), (3, 5), (4, 4), (5, 5) compute r by hand through a table of deviations. It must be about 0.77.',
    task:
      'Draw a scatter plot of two numeric columns of a public table with at least 100 rows, save it as scatter.png, and write a table of r overall, in two groups, and without the most extreme five points.',
    check: 'the table has four values of r with n beside each, and one sentence explains the largest change',
    transfer:
      'Find or make a table in which the relation in every group goes against the relation overall, and show both in one picture.',
    question: {
      type: 'evidence',
      text: 'Which point of your scatter plot would you inspect first, and what would make you keep it?',
      expects: 'a named row, its influence on r, and its origin',
    },
  },
  {
    id: 'st-cause',
    name: 'Confounding and causal pictures',
    prereqs: ['st-relation'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what are a confounder, a mediator and a collider? Why does adjusting for a collider create a relation? What does random assignment break? What can a study of records never rule out?',
    example:
      'Draw arrows among ice cream, swimming accidents and heat. Which relation disappears among days of equal temperature?',
    task:
      'Take a newspaper claim of the form "x makes y". Draw its causal diagram with at least five variables, save it as claim.png, and write claim.md: what was measured, what was adjusted, and one rival explanation.',
    check:
      'the rival explanation in claim.md predicts a number or pattern that could be looked up and would differ',
    transfer:
      'Design the experiment that would settle the claim, and state which part of it is impossible or wrong to do.',
    question: {
      type: 'question',
      text: 'Does the claim ask what happens to people who do x, or what happens if somebody starts to do x?',
      expects: 'seeing against doing, and which one the data speak about',
    },
  },
  {
    id: 'st-probability',
    name: 'Probability and conditional probability',
    prereqs: ['st-types'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what do P(A and B), P(A or B) and P(A given B) mean as shares of a table? When may probabilities be multiplied? Why is P(ill given positive) not P(positive given ill)?',
    example:
      'Of 10,000 people 100 are ill; a test finds 90 of them and alarms for 495 healthy. Fill the 2 by 2 table by hand: about 15 percent of the positives are ill.',
    task:
      'Write bayes.md with three cases from your field as tables of whole people, and simulate one of them in bayes.py with 100,000 draws.',
    check: 'simulated and computed share agree within 0.01, and each table adds up in both directions',
    transfer:
      'Apply a second test to those with a positive first, once independent of it and once sharing its cause of error.',
    question: {
      type: 'assumptions',
      text: 'Which base rate do your three cases use, and for whom does it hold?',
      expects: 'a source and population for the rate, and how the answer moves if it is halved',
    },
  },
]
