import type { TrackUnit } from './track.ts'

/** Machine learning, part one: from a raw table to a first model whose number can be trusted. */
export const AI_ML_DATA: TrackUnit[] = [
  {
    id: 'ml-table-audit',
    name: 'Auditing a data table',
    prereqs: [],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out in the pandas documentation: what do info, describe, isna and duplicated each count? Which column types silently become object, and why? What is one row of your table: a person, an event, a day?',
    example:
      'Take five rows with one missing age, one duplicated id and one date stored as text. Write down by hand what info, isna().sum() and duplicated().sum() must print, then run them and compare.',
    task:
      'Pick one public table of 1,000 to 100,000 rows that resembles your goal. Write audit.py that prints rows, columns, types, missing share per column, duplicate keys and the target distribution, and audit.md with what one row means and three defects you found.',
    check:
      'audit.py runs from a clean shell and exits with an error when the key column contains a duplicate',
    transfer:
      'Run the same audit on a second table with another key and another date format. Change only a settings dictionary at the top, not the functions below it, and note which check had to become more general.',
    question: {
      type: 'clarification',
      text:
        'What exactly is one row of your table, and which row would you be unable to explain to a stranger?',
      expects: 'the unit of observation, the key, and one concrete row that breaks the definition',
    },
  },
  {
    id: 'ml-split',
    name: 'Train, validation and test split',
    prereqs: ['ml-table-audit'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer from the scikit-learn page on model selection: what decision is each of the three parts used for? When must rows of one person stay in one part? When does a random split lie because time passes?',
    example:
      'Ten rows belong to four customers. Split them 60/20/20 by hand once by row and once by customer, and mark the customers that sit on both sides in the first version.',
    task:
      'Write split.py that writes train, validation and test files with a fixed seed, stratified by the target or grouped by the entity, and prints the target share of each part. Write one line in split.md on why rows, groups or time decide your split.',
    check: 'a test fails when any entity id occurs in two of the three files',
    transfer:
      'Change the split to one by time: train on the oldest 70 percent of the dates. Compare the target share of the three parts with the random version and write down what moved and why.',
    question: {
      type: 'assumptions',
      text:
        'A random split assumes tomorrow looks like today. Which column of your table would prove that wrong?',
      expects: 'a time or entity column, and the direction in which the estimate becomes too optimistic',
    },
  },
  {
    id: 'ml-baseline',
    name: 'Baselines worth beating',
    prereqs: ['ml-split'],
    kind: 'procedure',
    est_min: 45,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what does DummyClassifier or DummyRegressor predict under each strategy? What accuracy does always answering the largest class reach on your target? Which one-line rule would a person of the field use?',
    example:
      'A target has 92 no and 8 yes. Work out accuracy, precision and recall of always saying no, and of saying yes for the 20 rows with the highest value of one column, 5 of them correct.',
    task:
      'Write baseline.py that scores three baselines on the validation file: constant answer, one hand-written rule on one column, and last known value or group mean. Save the three numbers to baselines.json with the metric name.',
    check: 'baselines.json holds three numbers and every later model script refuses to run without it',
    transfer:
      'Replace the metric by the cost of a wrong answer in your own case, for example minutes or money lost. Recompute all three baselines and note whether their order changed.',
    question: {
      type: 'evidence',
      text:
        'If your best model beat the one-column rule by one point, what would convince you the gain is real?',
      expects:
        'repeat over seeds or folds, an interval for the difference, and the cost of keeping the model',
    },
  },
  {
    id: 'ml-first-model',
    name: 'First model end to end',
    prereqs: ['ml-baseline'],
    kind: 'skill',
    est_min: 90,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Read the scikit-learn getting-started page and answer: what do fit, predict and predict_proba return for logistic regression? Which argument makes a run repeatable? What does the coefficient of one column say?',
    example:
      'With weights 0.8 and -1.2 and intercept 0.1, compute by hand the logistic output for the inputs (1, 0), (0, 1) and (1, 1), and decide each at threshold 0.5. Check with NumPy.',
    task:
      'Write train.py that reads the train file, fits logistic (or linear) regression on two or three numeric columns, scores the validation file, compares with baselines.json and saves model.joblib together with metrics.json.',
    check:
      'running train.py twice gives identical metrics.json, and it exits with an error when it loses to a baseline',
    transfer:
      'Swap the model for k-nearest neighbours without touching the code that loads, scores and saves. Note which line had to change and which column now dominates because of its unit.',
    question: {
      type: 'implications',
      text: 'If the most influential column of your model vanished tomorrow, what would its answers become?',
      expects: 'names the column, predicts the fallback towards the base rate, suggests how to test it',
    },
  },
  {
    id: 'ml-confusion',
    name: 'Confusion matrix, precision and recall',
    prereqs: ['ml-first-model'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer in your own words: which cell of the matrix hurts in your case, and who pays? Why does accuracy rise when the rare class is ignored? What does average precision add to one threshold?',
    example:
      'From 40 true positives, 10 false positives, 20 false negatives and 930 true negatives, compute accuracy, precision, recall and F1 by hand. Then move 10 cases from missed to found and compute again.',
    task:
      'Write evaluate.py that loads model.joblib, prints the confusion matrix on the validation file at three thresholds, and writes a table with precision, recall and the cost you assign to each kind of error.',
    check:
      'the four cells add up to the number of validation rows, asserted in the script, at all three thresholds',
    transfer:
      'Evaluate the same predictions as a ranking: only the top 50 cases can be looked at. Report precision at 50 and compare the model that wins there with the one that wins on F1.',
    question: {
      type: 'viewpoints',
      text:
        'Whom does a false negative of your model harm, and would that person choose the same threshold as you?',
      expects: 'two parties with different costs, and a threshold each would prefer with a reason',
    },
  },
  {
    id: 'ml-pipeline',
    name: 'Preprocessing inside a pipeline',
    prereqs: ['ml-first-model'],
    kind: 'procedure',
    est_min: 90,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what do ColumnTransformer and Pipeline learn during fit, and from which rows? What happens to a category that first appears at prediction time? Which models need scaled columns and which do not?',
    example:
      'Train values are 2, 4, 6; a new value is 10. Standardise it by hand with the train statistics and again with the statistics of all four. Say which of the two a deployed model could have known.',
    task:
      'Rewrite train.py so that imputing, scaling and one-hot encoding sit in one Pipeline with the model and are saved as one file. Write predict.py that loads it and answers for a single JSON row with a missing field.',
    check:
      'predict.py answers for a row with an unseen category and a missing number, in a test, without a warning',
    transfer:
      'Add one derived column, such as a ratio or days since an event, as a transformer of the pipeline. predict.py must not change, and the test with the incomplete row must still pass.',
    question: {
      type: 'assumptions',
      text: 'Which number inside your preprocessing was learnt from data, and from which rows exactly?',
      expects: 'means, scales, category lists; from train rows only; what goes wrong otherwise',
    },
  },
  {
    id: 'ml-leakage',
    name: 'Finding data leakage',
    prereqs: ['ml-pipeline', 'ml-confusion'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: which columns are filled in only after the outcome is known? How does scaling before splitting leak? How can a target-encoded category carry the answer? What score is too good for your problem?',
    example:
      'A hospital table has the columns age, ward, discharge_code and died. Mark each as known before or after the outcome, and say which single column would give a near perfect score and be useless.',
    task:
      'Write leakage.md listing every column with the moment at which its value is known. Then build a deliberate leak into a copy of train.py, record how far the score jumps, and write a test that detects it.',
    check: 'the test fails on the leaking copy and passes on the real script',
    transfer:
      'Plant a subtler leak: compute a group mean over all rows before splitting. Find out how many points it adds and whether your test notices; extend the test if it does not.',
    question: {
      type: 'evidence',
      text:
        'Your score rose by ten points overnight. What would you look at first, and what would clear the model?',
      expects: 'time of availability of columns, duplicates across parts, ablation of the top column',
    },
  },
  {
    id: 'ml-cross-validation',
    name: 'Cross-validation and its noise',
    prereqs: ['ml-pipeline'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what does each fold train on and score? When do you need StratifiedKFold, GroupKFold or TimeSeriesSplit? Why is the spread over folds not a clean confidence interval?',
    example:
      'Five folds score 0.81, 0.79, 0.84, 0.80 and 0.76. Compute mean and standard deviation by hand. A second model scores 0.82, 0.80, 0.83, 0.82 and 0.78 on the same folds: compare the pairs.',
    task:
      'Write compare.py that cross-validates two pipelines on the same folds, prints the difference per fold, its mean and its spread, and writes a verdict of better, worse or undecided to verdict.md.',
    check: 'comparing a pipeline with itself yields a difference of exactly zero in every fold',
    transfer:
      'Repeat the comparison with folds grouped by entity or ordered by time. Write down whether the verdict survives and which of the two set-ups matches how the model would be used.',
    question: {
      type: 'question',
      text: 'Is "which model has the best mean score" even the question your project has to answer?',
      expects: 'distinguishes choosing, estimating and monitoring; names what the decision depends on',
    },
  },
]
