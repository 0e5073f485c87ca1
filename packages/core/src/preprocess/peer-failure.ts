import { TorchrelayError } from '../errors/torchrelay-error.ts';

/** Packages that a user installs who needs them, and what for. */
const peers = {
  sharp: 'Reading pictures',
  tokenizers: 'Tokenizing texts',
} as const;

/**
 * Why an optional peer could not be imported where it was first needed: `PEER_MISSING` or `PEER_BROKEN`. The import
 * stands in a `try`, or bundlers would refuse to bundle for whoever has not installed it.
 */
export function peerFailure(name: keyof typeof peers, cause: unknown): TorchrelayError {
  return isMissing(cause, name) ? missing(name, cause) : broken(name, cause);
}

/** Only the package itself: one that lacks a part of its own is broken, and installing it anew may not help. */
function isMissing(error: unknown, name: string): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    // The second is that of require(), which some bundlers make of an import.
    ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes(error.code) &&
    error.message.includes(`'${name}'`)
  );
}

function missing(name: keyof typeof peers, cause: unknown): TorchrelayError {
  return new TorchrelayError({
    code: 'PEER_MISSING',
    message: `${peers[name]} needs the package "${name}", which is not installed beside @torchrelay/core.`,
    hint: `Install it: npm install ${name}\nFor the command without a project: npx --package torchrelay --package ${name} torchrelay …`,
    cause,
    data: { package: name },
  });
}

function broken(name: keyof typeof peers, cause: unknown): TorchrelayError {
  return new TorchrelayError({
    code: 'PEER_BROKEN',
    message: `${peers[name]} needs the package "${name}", which cannot be loaded: ${cause instanceof Error ? cause.message : String(cause)}`,
    hint: `It is installed for another platform, perhaps. Install it here: npm install ${name}`,
    cause,
    data: { package: name },
  });
}
