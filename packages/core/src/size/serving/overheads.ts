import { memoryTerm, type MemoryTerm } from '../memory-estimate.ts';

const mib = 2 ** 20;
const gib = 2 ** 30;

/** What the device's own software takes, whatever the model. */
export function cudaContextTerm(): MemoryTerm {
  return memoryTerm({
    name: 'CUDA context and libraries',
    bytes: 1.25 * gib,
    lowBytes: 0.4 * gib,
    highBytes: 1.75 * gib,
    formula:
      'the context, PyTorch’s kernels, cuBLAS and cuDNN, loaded as they are needed or at once',
    source: 'Hugging Face, model memory anatomy: 1 to 2 GB, 1.3 GB there',
    kind: 'rule of thumb',
  });
}

/** Scratch space of matrix products and convolutions, which the caching allocator hands out. */
export function workspaceTerm({
  hasConvolutions,
}: {
  readonly hasConvolutions: boolean;
}): MemoryTerm {
  const cublas = 32 * mib;
  return memoryTerm({
    name: 'workspaces of libraries',
    bytes: cublas + (hasConvolutions ? 64 * mib : 0),
    lowBytes: 8 * mib,
    highBytes: cublas + (hasConvolutions ? 512 * mib : 0),
    formula: `32 MiB of cuBLAS${hasConvolutions ? ', and what cuDNN’s algorithms ask for' : ''}`,
    source: 'PyTorch, notes on CUDA: 8 MiB before Hopper, 32 MiB from it on',
    kind: 'rule of thumb',
  });
}

/** Blocks that are reserved and hold nothing: sizes differ from tensor to tensor. */
export function fragmentationTerm(activationBytes: number): MemoryTerm {
  const halfUsedBlocks = 20 * mib;
  return memoryTerm({
    name: 'fragmentation',
    bytes: activationBytes * 0.05 + halfUsedBlocks,
    lowBytes: 0,
    highBytes: activationBytes * 0.25 + 2 * halfUsedBlocks,
    formula: '5 % of the activations and one block of 20 MiB',
    source: 'how PyTorch’s caching allocator divides blocks',
    kind: 'rule of thumb',
  });
}

/** Triton's own pool on each GPU. */
export function serverPoolTerm(): MemoryTerm {
  return memoryTerm({
    name: 'the server’s pool',
    bytes: 64 * mib,
    formula: '64 MiB, Triton’s --cuda-memory-pool-byte-size where nothing else is said',
    source: 'Triton Inference Server, its options',
    kind: 'computed',
  });
}

/** What the process takes in RAM beside the model: libraries of PyTorch and the server. */
export function serverProcessTerm(): MemoryTerm {
  return memoryTerm({
    name: 'the server’s process',
    bytes: 1 * gib,
    lowBytes: 0.15 * gib,
    highBytes: 2.5 * gib,
    formula: 'libraries of PyTorch and the server, and 256 MiB of pinned memory',
    source:
      'a process with PyTorch on a CPU takes 0.2 to 0.5 GiB; Triton’s own part is not measured',
    kind: 'rule of thumb',
  });
}

/** The operating system, and what watches the machine. */
export function systemTerm(): MemoryTerm {
  return memoryTerm({
    name: 'the operating system',
    bytes: 0.5 * gib,
    lowBytes: 0.25 * gib,
    highBytes: 1 * gib,
    formula: 'a server without a desktop, and agents of the cloud',
    source: 'experience',
    kind: 'rule of thumb',
  });
}
