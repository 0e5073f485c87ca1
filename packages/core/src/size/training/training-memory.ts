import { type MemoryEstimate, memoryTerm, type MemoryTerm, sumTerms } from '../memory-estimate.ts';
import { communicationTerm, modelStateTerms } from './model-states.ts';
import { activationTerm, logitsTerm } from './training-activations.ts';
import { completeSetup, type TrainingSetup } from './training-setup.ts';

const gib = 2 ** 30;

/**
 * Memory that training a transformer with Adam takes on each GPU, term by term.
 *
 * @throws TorchrelayError `TRAINING_SETUP_INVALID`
 */
export function trainingMemory(given: TrainingSetup): MemoryEstimate {
  const setup = completeSetup(given);
  return sumTerms([
    ...modelStateTerms(setup),
    communicationTerm(setup),
    activationTerm(setup),
    logitsTerm(setup),
    contextTerm(),
  ]);
}

function contextTerm(): MemoryTerm {
  return memoryTerm({
    name: 'CUDA context and libraries',
    bytes: 1.5 * gib,
    lowBytes: 0.75 * gib,
    highBytes: 2.5 * gib,
    formula: 'the context, kernels, cuBLAS, and what NCCL keeps for each of its peers',
    source: 'Hugging Face, model memory anatomy: 1 to 2 GB',
    kind: 'rule of thumb',
  });
}
