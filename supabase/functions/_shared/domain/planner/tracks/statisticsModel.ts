import type { TrackUnit } from './track.ts'

/** Statistics, part three: models, repeated looking, and a report with its doubt. */
export const STATISTICS_MODEL: TrackUnit[] = [
  {
    id: 'st-regression',
    name: 'Simple linear regression',
    prereqs: ['st-relation', 'st-interval'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what does the slope mean in units? What do residuals show? How do the interval of the line and of a new value differ? Why does extreme come back towards the mean?',
    example:
      'Through (1, 2), (2, 4), (3, 5), (4, 4), (5, 5) find slope 0.6 and intercept 2.2 by hand, and the five residuals.',
    task:
      'Write line.md for two columns of your table: the equation in a sentence with units, residuals.png, slope with interval, and a prediction with its interval for a case you left out.',
    check: 'of ten cases left out, the 95 percent prediction intervals contain at least eight',
    transfer: 'Predict both ways, y from x and x from y, and explain why the two lines differ.',
    question: {
      type: 'assumptions',
      text: 'Between which values of x did you actually have data, and where does your sentence go beyond?',
      expects: 'the range, and why the line may bend outside it',
    },
  },
  {
    id: 'st-multiple',
    name: 'Several predictors and interactions',
    prereqs: ['st-regression', 'st-cause'],
    kind: 'concept',
    est_min: 90,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Answer: what does "holding the others fixed" mean? How are categories coded? What does an interaction say in words? What do strongly related predictors do to the standard errors?',
    example:
      'Two groups have lines 2 + 1x and 4 + 3x. Write one equation with a group indicator and a product term.',
    task:
      'Fit three nested models to a table with at least 200 rows. Write models.md with one table of coefficients and intervals, a causal diagram that justifies each adjustment, and the coefficient that changed most.',
    check:
      'each variable in the largest model has its reason in the diagram, and one variable is left out for a stated reason',
    transfer:
      'Ask the model for predicted values at four chosen cases and present these in place of the coefficients.',
    question: {
      type: 'question',
      text:
        'Do you want to predict the outcome or know the effect of one variable, and which column would you then drop?',
      expects: 'the aim decides; a mediator or collider named',
    },
  },
  {
    id: 'st-logistic',
    name: 'Logistic regression',
    prereqs: ['st-multiple', 'st-counts'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: why not a straight line for a yes or no? What is a log odds? How does an odds ratio become a difference in probability? What does calibration compare?',
    example:
      'With intercept -2 and slope 0.5 compute the probability for x = 0, 4 and 8 by hand: 0.12, 0.50, 0.88.',
    task:
      'Fit a logistic model without penalty to a yes/no outcome with at least 300 rows. Save calibration.png in ten bins, and write logit.md with predicted probabilities for four described people.',
    check: 'mean predicted probability equals the observed share to three decimals on the fitted rows',
    transfer:
      'Report the effect of one variable as an average difference in probability, and say for whom it is larger.',
    question: {
      type: 'evidence',
      text: 'Of those for whom your model said 70 percent, how many had the outcome, on rows it never saw?',
      expects: 'a bin with its count and observed share on new rows',
    },
  },
  {
    id: 'st-many',
    name: 'Many comparisons and forking paths',
    prereqs: ['st-test', 'st-power'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Answer: how many false alarms do 20 true nulls give at 0.05? What do Bonferroni and Benjamini-Hochberg control? Which choices are tests nobody counts? What does a plan written in advance stop?',
    example:
      'Sort the p-values 0.001, 0.012, 0.03, 0.04, 0.2 and decide by hand which survive each of the two rules at 0.05.',
    task:
      'Write forks.py that takes a column of pure noise and searches 100 subgroups for a difference, and save the best as fake.png with a convincing headline. Write prereg.md for a question of your own.',
    check:
      'forks.py finds p below 0.01 in noise for at least half of 50 seeds, and prereg.md names outcome, rows, test and stopping rule',
    transfer:
      'Repair an analysis of yours: list each choice made after seeing the data and rerun it under the alternatives.',
    question: {
      type: 'viewpoints',
      text: 'How would a reader who distrusts you find out how many things you tried?',
      expects: 'a dated plan, all outcomes reported, data and code',
    },
  },
  {
    id: 'st-bayes',
    name: 'Bayesian estimation by hand and by grid',
    prereqs: ['st-interval', 'st-probability'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'expert',
    source: 'curated',
    study:
      'Find out: what are prior, likelihood and posterior? How does a beta prior count imaginary cases? What does a credible interval say that a confidence interval does not? What does a prior cost?',
    example:
      'From beta(2, 2) and 7 successes in 10 write the posterior beta(9, 5) and its mean 0.64 by hand.',
    task:
      'Write grid.py that estimates a share with three priors (flat, sceptical, from an earlier study), save posteriors.png, and write decision.md for a choice that depends on whether the share exceeds a stated value.',
    check:
      'grid and closed form agree to three decimals, and decision.md names the number of cases at which the priors stop mattering',
    transfer:
      'Estimate the difference of two shares and give the probability that one is larger by at least five points.',
    question: {
      type: 'assumptions',
      text: 'Where does your sceptical prior come from, and what would its owner have to see to give it up?',
      expects: 'a source in cases, and the data that overwhelm it',
    },
  },
  {
    id: 'st-report',
    name: 'A report that states its doubt',
    prereqs: ['st-compare', 'st-regression'],
    kind: 'skill',
    est_min: 120,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: which decision hangs on the result? What belongs into the first three sentences? How are rounding, units and missing values reported? What lets another person repeat it?',
    example:
      'Rewrite the sentence "there was a significant improvement (p < 0.05)" by hand with size, unit, interval and group.',
    task:
      'Write report.md of two pages on a question of your own: question, protocol, one picture, one table, estimate with interval, three limits in order of weight. Put data and code beside it in one folder.',
    check: 'a second person runs the code from a clean folder and gets every number of the page',
    transfer:
      'Write the same result in 100 words for somebody who decides and never heard of intervals, without claiming more.',
    question: {
      type: 'implications',
      text: 'Which finding, if it came next month, would make you withdraw your conclusion?',
      expects: 'a concrete observation about the weakest limit',
    },
  },
]
