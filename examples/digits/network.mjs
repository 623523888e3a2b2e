/** A small neural network: fully connected layers, ReLU between them, softmax at the end, SGD with momentum. */

/** `sizes`: neurons per layer, input first. All weights lie in one array, so that a checkpoint is one write. */
export function makeNetwork(sizes, random) {
  const layers = [];
  let length = 0;
  for (let i = 1; i < sizes.length; i += 1) {
    layers.push({ inputs: sizes[i - 1], outputs: sizes[i], weights: length, biases: length + sizes[i - 1] * sizes[i] });
    length += (sizes[i - 1] + 1) * sizes[i];
  }
  const parameters = new Float64Array(length);
  for (const { inputs, outputs, weights } of layers) {
    const scale = Math.sqrt(6 / inputs);
    for (let i = 0; i < inputs * outputs; i += 1) parameters[weights + i] = (2 * random() - 1) * scale;
  }
  return {
    layers,
    parameters,
    velocity: new Float64Array(length),
    gradient: new Float64Array(length),
    values: sizes.map((size) => new Float64Array(size)),
    errors: sizes.map((size) => new Float64Array(size)),
  };
}

/** The class of one picture; leaves each class's probability in the last of `network.values`. */
export function classify(network, pixels) {
  const { layers, parameters, values } = network;
  values[0].set(pixels);
  layers.forEach(({ inputs, outputs, weights, biases }, i) => {
    const [from, to] = [values[i], values[i + 1]];
    const isLast = i === layers.length - 1;
    for (let o = 0; o < outputs; o += 1) {
      let sum = parameters[biases + o];
      const row = weights + o * inputs;
      for (let n = 0; n < inputs; n += 1) sum += parameters[row + n] * from[n];
      to[o] = isLast || sum > 0 ? sum : 0;
    }
  });
  return softmax(values[layers.length]);
}

function softmax(values) {
  let best = 0;
  for (let i = 1; i < values.length; i += 1) if (values[i] > values[best]) best = i;
  const top = values[best];
  let total = 0;
  for (let i = 0; i < values.length; i += 1) {
    values[i] = Math.exp(values[i] - top);
    total += values[i];
  }
  for (let i = 0; i < values.length; i += 1) values[i] /= total;
  return best;
}

/** Adds one picture's gradient to `network.gradient`; returns its loss (cross-entropy). */
export function learn(network, pixels, label) {
  const { layers, parameters, gradient, values, errors } = network;
  classify(network, pixels);
  const output = values[layers.length];
  const loss = -Math.log(Math.max(output[label], 1e-300));
  errors[layers.length].set(output);
  errors[layers.length][label] -= 1;
  for (let i = layers.length - 1; i >= 0; i -= 1) {
    const { inputs, outputs, weights, biases } = layers[i];
    const [from, error, below] = [values[i], errors[i + 1], errors[i]];
    below.fill(0);
    for (let o = 0; o < outputs; o += 1) {
      const e = error[o];
      if (e === 0) continue;
      const row = weights + o * inputs;
      gradient[biases + o] += e;
      for (let n = 0; n < inputs; n += 1) {
        gradient[row + n] += e * from[n];
        below[n] += e * parameters[row + n];
      }
    }
    // ReLU lets an error through only where its value was above zero.
    if (i > 0) for (let n = 0; n < inputs; n += 1) if (from[n] === 0) below[n] = 0;
  }
  return loss;
}

/** One step against the gradient of a batch, which is then forgotten. */
export function step({ parameters, velocity, gradient }, rate, batchSize) {
  for (let i = 0; i < parameters.length; i += 1) {
    velocity[i] = 0.9 * velocity[i] - (rate * gradient[i]) / batchSize;
    parameters[i] += velocity[i];
  }
  gradient.fill(0);
}
