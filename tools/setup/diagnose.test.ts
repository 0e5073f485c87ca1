import { join } from 'node:path';
import { expect, it } from 'vitest';
import { capture } from './capture.js';
import { diagnoseDownload, isDiskFull } from './diagnose.js';
import { closedPort } from './test-support/closed-port.ts';
import { temporaryFolder } from './test-support/temporary-folder.ts';

const diagnose = (output: string) =>
  diagnoseDownload({ output, from: 'the shop', setting: 'shop config get address' });

it('sees in what npm really says that its registry cannot be reached', async () => {
  const folder = temporaryFolder();
  const env = {
    ...process.env,
    npm_config_registry: await closedPort(),
    npm_config_cache: join(folder, 'cache'),
  };
  const flags = ['--prefix', folder, '--fetch-retries=0'];
  const { output } = await capture('npm', ['install', ...flags, 'is-number'], { env });
  expect(diagnose(output)?.message).toMatch(
    /^The shop cannot be reached\.\n\n.*(?:ECONNREFUSED|refused)/,
  );
  expect(diagnose(output)?.hint).toContain('`shop config get address`');
});

it('sees in what pip really says that its index cannot be reached', async () => {
  const env = {
    ...process.env,
    PIP_CONFIG_FILE: '/dev/null',
    PIP_FIND_LINKS: '',
    PIP_EXTRA_INDEX_URL: '',
  };
  const flags = ['--retries', '1', '--index-url', await closedPort(), '--dest', temporaryFolder()];
  const { output } = await capture('python3', ['-m', 'pip', 'download', ...flags, 'six'], { env });
  expect(diagnose(output)?.message).toMatch(
    /^The shop cannot be reached\.\n\nERROR: No matching distribution found for six$/,
  );
});

it.each([
  ["OSError: [Errno 28] No space left on device: '/tmp/pip-unpack'"],
  ['npm error code ENOSPC\nnpm error syscall write'],
  ['OSError: [Errno 122] Disk quota exceeded'],
])('sees a full disk in: %s', (output) => {
  expect(isDiskFull(output)).toBe(true);
  expect(diagnose(output)?.message).toBe('The disk became full while downloading from the shop.');
  expect(diagnose(output)?.hint).toContain('TMPDIR');
});

it.each([
  ['npm error code SELF_SIGNED_CERT_IN_CHAIN'],
  [
    'SSLError(SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed',
  ],
])('sees an untrusted certificate in: %s', (output) => {
  expect(diagnose(output)?.message).toBe(
    'The certificate of the shop is not trusted on this machine.',
  );
  expect(diagnose(output)?.hint).toContain('PIP_CERT');
});

it('puts the full disk before the outage that pip met on the way', () => {
  const output = 'WARNING: NewConnectionError …\nOSError: [Errno 28] No space left on device';
  expect(diagnose(output)?.message).toContain('disk became full');
});

it('leaves what it does not know to the tool’s own words', () => {
  expect(diagnose('npm error code E404\nnpm error 404 Not Found')).toBeUndefined();
});
