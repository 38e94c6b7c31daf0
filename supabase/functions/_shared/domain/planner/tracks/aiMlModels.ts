import type { TrackUnit } from './track.ts'

/** Machine learning, part two: how models learn, how they fail, and how to choose between them. */
export const AI_ML_MODELS: TrackUnit[] = [
  {
    id: 'ml-residuals',
    name: 'Linear regression and its residuals',
    prereqs: ['ml-first-model'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: what does least squares minimise, and why does one outlier pull the line? What do a curve, a funnel and clusters in a residual plot each tell? When does absolute error fit the purpose better?',
    example:
      'Fit a line by hand through (1, 2), (2, 3) and (3, 7) with the closed formula. Write the three residuals, check that they sum to zero, then move the last point to 10 and see which residual grows.',
    task:
      'Fit a linear regression to a numeric target of your table, save residuals.png with residual against prediction and against one column, and write residuals.md: the pattern you see and the change it suggests.',
    check:
      'the mean of the train residuals is below 1e-8, asserted, and mean absolute error beats the mean baseline',
    transfer:
      'Predict the logarithm of the target instead and transform back. Compare mean absolute error in the original unit and explain for which rows the answer got better and for which worse.',
    question: {
      type: 'assumptions',
      text: 'Which pattern in your residuals says that a straight line is the wrong picture of the target?',
      expects: 'curve, growing spread or groups, linked to a missing term, transform or column',
    },
  },
  {
    id: 'ml-gradient-descent',
    name: 'Gradient descent from scratch',
    prereqs: ['ml-residuals'],
    kind: 'procedure',
    est_min: 90,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Find out: what does the gradient of the mean squared error look like for one weight? What does a too large step look like in the loss curve, and a too small one? What do mini-batches trade?',
    example:
      'For the points (1, 2) and (2, 4), start at weight 0 without intercept and do three steps with rate 0.1 by hand. Write the loss after each step and the weight it is heading for.',
    task:
      'Write descent.py: linear regression in NumPy with your own gradient, loss recorded per step, stop when the loss changes by less than 1e-8. Plot the loss for three learning rates in one picture.',
    check:
      'the weights agree with LinearRegression to four decimals, and a numeric gradient check passes to 1e-5',
    transfer:
      'Change the loss to logistic loss with a sigmoid output and keep the loop. Compare with LogisticRegression without penalty, and explain the one line of the gradient that changed.',
    question: {
      type: 'implications',
      text:
        'If one column is a thousand times larger than the others, what happens to the path of your descent?',
      expects: 'a narrow valley, zigzag or tiny safe rate; scaling as the cure',
    },
  },
  {
    id: 'ml-regularisation',
    name: 'Overfitting and regularisation',
    prereqs: ['ml-cross-validation', 'ml-gradient-descent'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Answer: what do train and validation curves look like when a model is too weak, too strong, short of data? What do an L1 and an L2 penalty do to the weights? On which rows is the strength chosen?',
    example:
      'Sketch by hand the train and validation error of polynomials of degree 1, 3 and 12 on 15 noisy points. Mark where more data would help and where it would not. Then draw it for real.',
    task:
      'Write curves.py: validation curve over eight penalty strengths and learning curve over five train sizes for your pipeline, saved as curves.png, with a sentence in curves.md saying which of the two problems you have.',
    check:
      'the chosen strength comes from the cross-validation table in the file, and the test file was not opened',
    transfer:
      'Add 50 columns of random noise and repeat with L1 and with L2. Count how many noise columns keep a weight above 0.01 and state which penalty you would keep here.',
    question: {
      type: 'evidence',
      text: 'Would twice as many rows help your model? Which curve tells you, and where on it do you look?',
      expects: 'the gap and slope at the right end of the learning curve',
    },
  },
  {
    id: 'ml-trees',
    name: 'Decision trees',
    prereqs: ['ml-confusion', 'ml-pipeline'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: how is a split chosen with Gini impurity? Why does a tree ignore the unit of a column? What do depth and leaf size each control? Why do small changes of the data change the whole tree?',
    example:
      'Eight rows with two columns and a yes/no target fit on paper: compute the Gini impurity of the two best candidate splits by hand and choose one. Check with a tree of depth one.',
    task:
      'Fit trees of depth 2, 4 and unlimited on your train file. Print the depth-2 tree as text, translate it into three sentences a person of the field can judge, and save the scores to trees.json.',
    check:
      'the unlimited tree reaches train accuracy above 0.99 while its validation score is lower, both printed',
    transfer:
      'Drop a random tenth of the train rows five times and refit depth 4 each time. List the root column and the second split of each tree and say what that means for explaining it to someone.',
    question: {
      type: 'viewpoints',
      text:
        'Which sentence of your depth-2 tree would an expert of the field reject, and what would they say instead?',
      expects: 'a concrete split, a reason from the field, and what data would settle it',
    },
  },
  {
    id: 'ml-ensembles',
    name: 'Random forests and gradient boosting',
    prereqs: ['ml-trees', 'ml-cross-validation'],
    kind: 'concept',
    est_min: 90,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Answer: why does averaging many unstable trees help, and what must differ between them? What does each boosting round fit? Which one overfits with more rounds, and how does early stopping notice?',
    example:
      'Three classifiers are right in 70 percent of cases, independently. Compute by hand how often their majority is right, then again when two of them always agree. Explain the difference.',
    task:
      'Compare a random forest and HistGradientBoosting with your linear pipeline in compare.py on the same folds. Record score, fit time and file size of all three in models.md and decide which one you keep.',
    check:
      'the decision names the score gap, its spread over folds and the fit time, all three read from the run',
    transfer:
      'Limit yourself to 500 train rows and repeat. Note which model loses most and whether the one you kept is still the right choice when labels are expensive.',
    question: {
      type: 'assumptions',
      text: 'Your forest averages hundreds of trees. What must be true of their errors for this to help?',
      expects: 'errors not strongly correlated; sampling of rows and columns creates the difference',
    },
  },
  {
    id: 'ml-tuning',
    name: 'Tuning within a budget',
    prereqs: ['ml-ensembles', 'ml-regularisation'],
    kind: 'procedure',
    est_min: 75,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: why does random search beat a grid when few settings matter? Why does the best of 200 trials look better than it is? What does nested cross-validation estimate that a plain search does not?',
    example:
      'Draw nine points on a 3 by 3 grid and nine random points over learning rate and depth. If only the learning rate matters, count how many different values of it each plan has tried.',
    task:
      'Write tune.py: RandomizedSearchCV with at most 40 trials and a time limit, log-uniform ranges written down with a reason each, results saved as trials.csv, best settings refitted and saved as model.joblib.',
    check:
      'trials.csv has a row per trial, and the refitted model beats the untuned one on folds not used in the search',
    transfer:
      'Halve the number of trials and narrow the two ranges that mattered most in trials.csv. Report whether the score held and how much time it saved.',
    question: {
      type: 'evidence',
      text:
        'How much of the gain from your search is skill of the settings, and how much is luck of the folds?',
      expects: 'fresh folds or nested search, spread of the top ten trials',
    },
  },
  {
    id: 'ml-threshold',
    name: 'Rare classes and the decision threshold',
    prereqs: ['ml-confusion', 'ml-cross-validation'],
    kind: 'procedure',
    est_min: 60,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Answer: what do class weights change, and what does resampling do to predicted probabilities? Why is the area under the ROC curve flattering for rare classes? How does a cost table give a threshold?',
    example:
      'A missed fraud costs 100, a false alarm 5. For a predicted probability p, write the expected cost of both actions and solve for the threshold. Then do it for a missed case of 20.',
    task:
      'Write threshold.py that takes a cost table, computes the total cost on the validation file over 99 thresholds, saves the curve as threshold.png and the chosen value to threshold.json, which predict.py then reads.',
    check:
      'the chosen threshold is cheaper on the validation file than 0.5 and than the best baseline, printed side by side',
    transfer:
      'Only 30 cases a day can be followed up. Choose the threshold from that capacity instead of from cost, and compute what the limit costs per day compared with the free choice.',
    question: {
      type: 'question',
      text: 'Who in your project is entitled to set the cost of a miss, and have you asked them?',
      expects: 'names a person or role, a number with its origin, sensitivity of the threshold to it',
    },
  },
  {
    id: 'ml-calibration',
    name: 'Calibrated probabilities',
    prereqs: ['ml-threshold'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'expert',
    source: 'curated',
    study:
      'Find out: what does a reliability diagram plot? Which models tend to be over- and under-confident? What do Platt scaling and isotonic regression fit, and on which rows? What does the Brier score punish?',
    example:
      'Twenty forecasts of 0.9 came true 14 times, twenty of 0.2 came true 4 times. Draw both points in a reliability diagram by hand and compute the Brier score of the forty forecasts.',
    task:
      'Write calibrate.py: reliability diagram and Brier score of your model before and after CalibratedClassifierCV, saved as calibration.png, with the number of cases in each bin printed next to it.',
    check:
      'the Brier score on held-out rows falls or the uncalibrated model is kept, and bins under 20 cases are marked',
    transfer:
      'Check calibration separately for two groups of rows. If one group is off by more than 0.05, write down what that means for a decision made at your threshold.',
    question: {
      type: 'clarification',
      text: 'When your model says 0.7, what exactly is supposed to happen seven times out of ten?',
      expects: 'the reference class of similar cases and the outcome, in the language of the project',
    },
  },
]
