import type { TrackUnit } from './track.ts'

/** Machine learning, part three: looking at errors, neural networks, and a model that other people use. */
export const AI_ML_PRODUCTION: TrackUnit[] = [
  {
    id: 'ml-error-analysis',
    name: 'Error analysis by slices',
    prereqs: ['ml-confusion', 'ml-leakage'],
    kind: 'skill',
    est_min: 75,
    min_depth: 'surface',
    source: 'curated',
    study:
      'Answer: why can a good average hide a group that gets wrong answers? How do you tell a wrong label from a hard case? How large must a slice be before its score means anything?',
    example:
      'A model is right on 950 of 1,000 rows. Construct two groups by hand so that one has 97 percent and the other 60 percent, and compute how small the second must be.',
    task:
      'Print the 50 validation rows with the largest loss, label each by cause in errors.csv (wrong label, missing information, rare group, model too weak), and write errors.md with the one fix that would remove most of them.',
    check:
      'errors.csv has 50 rows with exactly one cause each, and the counts in errors.md come from that file',
    transfer:
      'Score the model on five slices chosen before looking. For every slice with at least 30 rows give the score and its gap to the average, and name the slice you would not ship to.',
    question: {
      type: 'viewpoints',
      text:
        'Which group of rows would complain first about your model, and would the average score show them?',
      expects: 'a named slice, its size, its score, and what an honest report would say',
    },
  },
  {
    id: 'ml-importance',
    name: 'Permutation importance and partial dependence',
    prereqs: ['ml-ensembles', 'ml-leakage'],
    kind: 'concept',
    est_min: 60,
    min_depth: 'expert',
    source: 'curated',
    study:
      'Find out: what does shuffling one column measure, and on which rows? Why do two correlated columns hide each other? Why is impurity importance biased to columns with many values? What does it not say about cause?',
    example:
      'Copy one useful column of a small table and give the copy to a forest. Predict on paper what permutation importance says about each of the two, then run it.',
    task:
      'Write explain.py: permutation importance on the validation file with 20 repeats as bars with spread, and partial dependence of the two strongest columns, saved as explain.png with a caption a non-specialist can read.',
    check: 'a column of pure noise added for the purpose has an importance whose interval contains zero',
    transfer:
      'Group correlated columns and permute each group together. Compare the order with the single-column version and note which statement about the model you would have got wrong.',
    question: {
      type: 'implications',
      text: 'If a reader took your importance chart as causes, which wrong decision would they make?',
      expects: 'a proxy or confounded column and the intervention that would fail',
    },
  },
  {
    id: 'ml-clustering',
    name: 'Dimension reduction and clustering',
    prereqs: ['ml-pipeline'],
    kind: 'concept',
    est_min: 75,
    min_depth: 'expert',
    source: 'curated',
    study:
      'Answer: what does the first principal component maximise? Why does k-means need scaled columns? Why does every clustering return clusters, even on noise? What would make a cluster useful in your project?',
    example:
      'Run two k-means steps by hand on six points in the plane with two starting centres. Then choose other starting centres that end in a different result.',
    task:
      'Write clusters.py: scaling, PCA to two components, k-means for k from 2 to 8 with silhouette scores, a picture, and clusters.md that describes each cluster by three columns and says what one would do differently for it.',
    check:
      'the same script on shuffled columns gives a clearly lower silhouette, printed next to the real one',
    transfer:
      'Repeat with 20 random starts and with one tenth of the rows left out. Report how many pairs of rows stay together in at least 90 percent of the runs.',
    question: {
      type: 'evidence',
      text: 'How would you show that your clusters exist in the world and not only in the picture?',
      expects: 'stability, an outside variable not used for clustering, comparison with noise',
    },
  },
  {
    id: 'ml-neural-net',
    name: 'Neural network fundamentals',
    prereqs: ['ml-gradient-descent', 'ml-regularisation'],
    kind: 'concept',
    est_min: 120,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: why is a stack of linear layers still linear? What does the chain rule pass backwards through one layer? What do the shapes of weights, activations and gradients have to be for a batch of n rows?',
    example:
      'A net has two inputs, two ReLU units and one output. With small whole-number weights, do one forward pass and one backward pass by hand for one row, writing every intermediate number.',
    task:
      'Write net.py in NumPy: one hidden layer, ReLU, sigmoid output, your own backward pass, trained on the two-moons data set. Save the decision boundary as boundary.png and the loss per epoch as loss.csv.',
    check:
      'numeric and own gradient agree to 1e-5 for every weight matrix, and accuracy on held-out points exceeds 0.93',
    transfer:
      'Add a second hidden layer without copying code: layers become a list with forward and backward. The gradient check must pass again before you look at the accuracy.',
    question: {
      type: 'assumptions',
      text:
        'What would your network become if you removed the ReLU, and how could you prove it in five lines?',
      expects: 'one linear map; multiply the matrices and compare outputs',
    },
  },
  {
    id: 'ml-training-loop',
    name: 'A training loop in PyTorch',
    prereqs: ['ml-neural-net'],
    kind: 'procedure',
    est_min: 120,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Answer from the PyTorch tutorials: what do zero_grad, backward and step each do, and what breaks if one is missing? What do train and eval mode change? What does a data loader shuffle and batch?',
    example:
      'Take a loop of ten lines with zero_grad missing. Write down what happens to the gradient in the second and third step, then print the norm and compare with your prediction.',
    task:
      'Write loop.py: dataset, data loader, two-layer network, early stopping on validation loss, best weights saved. First make it overfit one batch of 16 rows to near zero loss, and keep that as a test.',
    check:
      'the one-batch test reaches a loss below 0.01, and loading the saved weights reproduces the validation loss',
    transfer:
      'Train the same network with the learning rate ten times larger and ten times smaller. Put the three curves in one picture and describe how you would notice each case without knowing the rate.',
    question: {
      type: 'implications',
      text: 'If your loss does not move at all, which three causes would you test first, and in which order?',
      expects: 'cheap tests first: one batch, gradient norms, label and shape mix-ups, rate',
    },
  },
  {
    id: 'ml-transfer-learning',
    name: 'Pretrained embeddings and fine-tuning',
    prereqs: ['ml-training-loop', 'ml-cross-validation'],
    kind: 'skill',
    est_min: 120,
    min_depth: 'expert',
    source: 'curated',
    study:
      'Find out: what does an embedding keep of a text or image, and what does it lose? When is a linear model on frozen embeddings enough? What may a licence or a training set of a pretrained model forbid?',
    example:
      'Write six short sentences, two per topic. Predict which pairs are closest, compute the cosine similarities with a small sentence encoder, and explain one surprise.',
    task:
      'Classify 500 to 5,000 short texts or images of your project: logistic regression on frozen embeddings against a bag-of-words or pixel baseline. Record score, latency per item and download size in transfer.md.',
    check: 'the embedding model beats the baseline on the same folds, or transfer.md recommends the baseline',
    transfer:
      'Cut the labelled data to 100 items and repeat. Draw both learning curves and mark the number of labels at which the pretrained model stops paying for its size.',
    question: {
      type: 'question',
      text:
        'What would you have to measure before a larger pretrained model is worth its cost in your project?',
      expects: 'gain on own data, latency, memory, licence, failure cases',
    },
  },
  {
    id: 'ml-serving',
    name: 'Serving a model over HTTP',
    prereqs: ['ml-pipeline', 'ml-error-analysis'],
    kind: 'skill',
    est_min: 90,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Answer: which checks must a request pass before the model sees it? Why is the pipeline loaded once and not per request? What must an answer contain so that it can be explained three months later?',
    example:
      'Write on paper the request and the answer for one row: fields, types, allowed range, model version, threshold. Then list five malformed requests and the status code each deserves.',
    task:
      'Write serve.py with one POST route that validates the row, answers probability, decision and model version, and logs one JSON line per call. Write requests.http with one good and five bad requests.',
    check:
      'all five bad requests answer 4xx with a reason, and 100 good ones in a row stay under 50 ms each at the median',
    transfer:
      'Load a second model beside the first and answer with both, the second only logged. Show from the log on how many of 200 rows the two would have decided differently.',
    question: {
      type: 'viewpoints',
      text: 'What does the person who is woken at night by your service need to find in one log line?',
      expects: 'request id, model version, input check result, latency, decision',
    },
  },
  {
    id: 'ml-drift',
    name: 'Monitoring and drift',
    prereqs: ['ml-serving'],
    kind: 'procedure',
    est_min: 90,
    min_depth: 'informed',
    source: 'curated',
    study:
      'Find out: how do drift of the inputs, of the target and of their relation differ, and which can you see without labels? What does the population stability index compare? When does an alarm cause more harm than silence?',
    example:
      'A column had shares 0.5, 0.3 and 0.2 in training and 0.4, 0.3 and 0.3 last week. Compute the population stability index by hand and decide with the usual limits of 0.1 and 0.25.',
    task:
      'Write monitor.py that reads the log of serve.py, compares each column and the predicted probability with the train file, and writes drift.md with a verdict per column. Feed it one normal and one shifted day of your own making.',
    check:
      'the shifted day raises an alarm for the shifted column only, and ten resampled normal days raise none',
    transfer:
      'Labels arrive 30 days late. Add the delayed score to drift.md, and write the rule by which you would retrain, roll back or leave the model alone.',
    question: {
      type: 'implications',
      text: 'If drift is reported tomorrow, what will you do within an hour, and what only after a week?',
      expects: 'check the pipeline first, fall back to a baseline, then label and retrain with evidence',
    },
  },
]
