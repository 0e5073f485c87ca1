import { SetupFailure } from './failure.js';

// How npm, pnpm and pip word it, and the system's own names for the same.
const outages =
  /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET|ENETUNREACH|ERR_SOCKET_TIMEOUT|NewConnectionError|ConnectTimeout|ReadTimeout|Connection refused|Name or service not known|Temporary failure in name resolution|error sending request/i;
const certificates =
  /CERTIFICATE_VERIFY_FAILED|SELF_SIGNED_CERT|UNABLE_TO_(?:GET_ISSUER|VERIFY)|invalid peer certificate/i;
const LONGEST_QUOTE = 400;
const fullDisks = /ENOSPC|No space left on device|Disk quota exceeded/i;

/**
 * What stopped a download, if its output names one of the things that a person can mend.
 *
 * @param {{ output: string, from: string, setting: string }} download `setting` is the command that shows where it looks
 */
export function diagnoseDownload({ output, from, setting }) {
  if (isDiskFull(output)) {
    return new SetupFailure({
      message: `The disk became full while downloading from ${from}.`,
      hint: 'Free some space (temporary files go where TMPDIR says) and run the same command again.',
    });
  }
  if (certificates.test(output)) {
    return new SetupFailure({
      message: `The certificate of ${from} is not trusted on this machine.`,
      hint: `Behind a proxy that inspects traffic, give its certificate: NODE_EXTRA_CA_CERTS for npm and pnpm, PIP_CERT for pip.`,
    });
  }
  if (outages.test(output)) {
    return new SetupFailure({
      message: `${capitalised(from)} cannot be reached.\n\n${quote(output)}`,
      hint: `Check the connection, HTTPS_PROXY, and that \`${setting}\` shows the place you mean; then run the same command again.`,
    });
  }
  return undefined;
}

/** @param {string} output */
export function isDiskFull(output) {
  return fullDisks.test(output);
}

/**
 * The tool's own words, since it may have gone on to fail for another reason: pip's verdict, or the first complaint.
 *
 * @param {string} output
 */
function quote(output) {
  const lines = output.split('\n');
  const verdict = lines.findLast((line) => line.startsWith('ERROR: '));
  return (verdict ?? lines.find((line) => outages.test(line)) ?? '').trim().slice(0, LONGEST_QUOTE);
}

/** @param {string} text */
function capitalised(text) {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
