import type { TrackUnit } from './track.ts'

/** Statistics, part two: what a sample tells about the rest, and how surely. */
export const STATISTICS_INFER: TrackUnit[] = [
  {
    id: 'st-distributions',
    name: 'Binomial, normal and skewed distributions',
    prereqs: ['st-probability', 'st-summary'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: which counting story leads to binomial, Poisson and normal? What do 68, 95 and 99.7 percent refer to? Which quantities are skewed by nature? What does a quantile plot compare?',
    example: 'With a fair coin and 10 tosses compute P(8 or more heads) by hand as 56 of 1,024.',
    task:
      'Write stories.md with five quantities around you, the distribution you expect and why. For two of them collect or find 100 values and save qq.png with both quantile plots.',
    check:
      'one of the two plots refutes or confirms the stated expectation at a named place, such as the upper tail',
    transfer:
      'Take logarithms of a skewed quantity and state what its mean on that scale means on the original one.',
    question: {
      type: 'evidence',
      text:
        'What in a quantile plot would make you give up the normal distribution, and does it matter for your purpose?',
      expects: 'curvature or tails at a place the purpose depends on',
    },
  },
  {
    id: 'st-sampling',
    name: 'Sampling and the spread of a mean',
    prereqs: ['st-distributions'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what is a sampling distribution? Why does the standard error fall with the root of n? What does the central limit theorem promise and for whom? Which error does a larger sample not reduce?',
    example:
      'A population is 1, 3, 8. List all nine samples of two with replacement and their means; the mean of the means must be 4.',
    task:
      'Write sampling.py that draws 1,000 samples of size 5, 20 and 80 from a skewed column, and save means.png and a table with the spread of the means beside sigma over root n.',
    check: 'observed and predicted standard error differ by less than 5 percent for all three sizes',
    transfer:
      'Draw the samples only from rows that are easy to reach, and show that n = 80 now gives a sure but wrong answer.',
    question: {
      type: 'implications',
      text: 'If you ask ten times as many people who answer surveys, what gets better and what stays wrong?',
      expects: 'random error shrinks, selection stays',
    },
  },
  {
    id: 'st-interval',
    name: 'Confidence intervals',
    prereqs: ['st-sampling'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what is 95 percent in a 95 percent interval? How do n, spread and level change its width? When is a t quantile needed? How does the bootstrap make an interval without a formula?',
    example:
      'For n = 16, mean 50 and standard deviation 8, compute the 95 percent interval by hand with t = 2.13: 45.7 to 54.3.',
    task:
      'Write interval.py that gives the interval of a mean and a share by formula and by bootstrap. Simulate 1,000 samples from a known population, and save coverage.csv with how many intervals contain the truth.',
    check:
      'coverage of the formula lies between 0.93 and 0.97 for normal data, and one case with worse coverage is shown and explained',
    transfer:
      'Give an interval for a median and for the ratio of two means, and say which has no simple formula.',
    question: {
      type: 'clarification',
      text: 'Complete for your own data: in 95 of 100 repetitions of what, would what contain what?',
      expects: 'repetition of the sampling, the interval, the fixed parameter',
    },
  },
  {
    id: 'st-test',
    name: 'What a test and a p-value say',
    prereqs: ['st-interval'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what is assumed when p is computed? Why is p not the probability that the null hypothesis is true? What are errors of the first and second kind? How are test and interval related?',
    example:
      'Shuffle by hand: groups 3, 5 and 9, 11. List all six ways to split four values and the share with a difference at least as large.',
    task:
      'Write permute.py that tests the difference of two groups of your data with 10,000 shuffles, save the distribution as null.png, and write result.md with difference, interval, p and what would change your decision.',
    check: 'under shuffled labels, 1,000 repeated tests give p below 0.05 in 3 to 7 percent of cases',
    transfer:
      'Test whether two variables are related at all by shuffling one of them, with a statistic you choose yourself.',
    question: {
      type: 'viewpoints',
      text:
        'What would somebody read into your p-value who skips the interval, and what does the interval correct?',
      expects: 'size and direction instead of a yes or no; absence of evidence',
    },
  },
  {
    id: 'st-compare',
    name: 'Comparing two groups',
    prereqs: ['st-test'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      "Answer: when are data paired? What does Welch's test not assume? What is a standardised difference? When is the median or a share the fairer comparison?",
    example:
      'Ten people before and after: differences 2, 1, 3, 0, 2, -1, 4, 2, 1, 1. Compute mean, standard deviation and t by hand, and compare with the unpaired view.',
    task:
      'Plan and run a comparison of two conditions on yourself or your machine, at least 20 runs in random order. Save runs.csv with the order, and write compare.md with difference, interval and the decision.',
    check:
      'runs.csv shows the random order with its seed, and compare.md states the smallest difference that would matter, fixed beforehand',
    transfer: 'Repeat with pairs (same hour, same file) and report how much narrower the interval became.',
    question: {
      type: 'assumptions',
      text: 'What changed during your runs besides the condition you changed on purpose?',
      expects: 'time, warming, mood or learning, and how order or pairing handles it',
    },
  },
  {
    id: 'st-counts',
    name: 'Counts, shares and the chi-square test',
    prereqs: ['st-test'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: where do expected counts come from? What do risk difference, risk ratio and odds ratio say? When are expected counts too small? What does a residual per cell add?',
    example:
      'For the table 30, 70 and 45, 55 compute the expected counts, chi-square (4.8), risk difference and odds ratio by hand.',
    task:
      'Build a table of two categorical columns from a public source, and write counts.md with expected counts, chi-square, the two largest residuals and the risk difference with its interval in natural frequencies.',
    check: 'expected counts add up to the same margins as the observed, and every percentage names its base',
    transfer: 'Split the table by a third variable and say whether one statement still covers all parts.',
    question: {
      type: 'viewpoints',
      text: '"Doubles the risk": what would a patient want to hear in place of this?',
      expects: 'absolute numbers with and without, for the same period',
    },
  },
  {
    id: 'st-power',
    name: 'Sample size and power',
    prereqs: ['st-compare'],
    kind: 'skill',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Answer: which four quantities are tied together? Why do significant results from weak studies exaggerate? What is the smallest effect of interest? What does peeking at the data do?',
    example:
      'With standard deviation 10, difference 5, level 0.05 and power 0.8, compute n per group by 16 (s/d)²: 64. Then for a difference of 2.5.',
    task:
      'Write power.py that simulates your comparison for five sample sizes, and save power.csv. Write plan.md with chosen n, the effect of interest and its reason, and the rule for stopping.',
    check: 'simulated power at n = 64 for the worked case lies between 0.75 and 0.85',
    transfer:
      'Look after every ten values and stop when p is below 0.05: find the true rate of false alarms by simulation.',
    question: {
      type: 'implications',
      text:
        'You can only afford a quarter of the needed sample. What should you do instead of testing anyway?',
      expects: 'pairing, better measuring, an estimate with a wide interval, or not doing it',
    },
  },
]
