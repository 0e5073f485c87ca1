import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterAll, describe, expect, test } from 'vitest';

import { runnerText } from './run-training.generated.ts';

const folder = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
writeFileSync(join(folder, 'run_training.py'), runnerText);
afterAll(() => rmSync(folder, { recursive: true }));

/** What a program over the runner prints as JSON; the runner is imported as `r`, `at` is a folder of its own. */
function run(
  program: string,
  { at, environment = {} }: { readonly at: string; readonly environment?: Record<string, string> },
): unknown {
  const { stdout, stderr, status } = spawnSync(
    process.env['TORCHRELAY_PYTHON'] ?? 'python3',
    [
      '-c',
      `import json, os, run_training as r\nfrom pathlib import Path\nat = Path(${JSON.stringify(at)})\n${program}`,
    ],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', PYTHONDONTWRITEBYTECODE: '1', ...environment },
    },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

function files(at: string, texts: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(at, path)), { recursive: true });
    writeFileSync(join(at, path), text);
  }
}

const place = (environment: Record<string, string>): unknown => {
  const at = mkdtempSync(join(folder, 'node-'));
  const program = `place = r.azure_place(r.Place(code=at, model=Path('/out'), checkpoints=Path('/kept')), at)
print(json.dumps([place.node, place.master, place.port, str(place.model).replace(str(at), ''), str(place.checkpoints).replace(str(at), ''), str(place.kept_checkpoints), os.environ.get('NCCL_TOPO_FILE')]))`;
  return run(program, { at, environment });
};

describe('on Azure ML', () => {
  test('a node knows its place by the variables of the distribution; alone, it needs none', () => {
    const own = [null] as const;
    expect(place({})).toEqual([0, '127.0.0.1', 29400, '/out', '/checkpoints', '/kept', ...own]);
    const second = { NODE_RANK: '1', MASTER_ADDR: '10.0.0.4', MASTER_PORT: '6105' };
    // Only the first node's folder is the result.
    expect(place(second)).toEqual([1, '10.0.0.4', 6105, '/model', '/checkpoints', '/kept', ...own]);
  });

  test('a map of the machine that the image has not is not asked for', () => {
    const here = join(folder, 'run_training.py');
    expect(place({ NCCL_TOPO_FILE: '/none.xml' })).toMatchObject({ 6: null });
    expect(place({ NCCL_TOPO_FILE: here })).toMatchObject({ 6: here });
  });

  test('checkpoints are brought, kept whenever they change, and removed where they were removed', () => {
    const at = mkdtempSync(join(folder, 'kept-'));
    files(at, { 'kept/old.pt': 'old', 'kept/sub/state.pt': 'state', 'own/.keep': '' });
    const program = `
keeper = r.Keeper(at / 'own', at / 'kept')
keeper.bring()
seen = r.files_in(at / 'own')
(at / 'own/old.pt').unlink()
(at / 'own/sub/state.pt').write_text('changed')
(at / 'own/new.part').write_text('new')
(at / 'own/new.part').replace(at / 'own/new.pt')
(at / 'kept/of-another-node.pt').write_text('theirs')
keeper._keep()
print(json.dumps([seen, {name: (at / 'kept' / name).read_text() for name in r.files_in(at / 'kept')}]))`;
    expect(run(program, { at })).toEqual([
      ['.keep', 'old.pt', 'sub/state.pt'],
      {
        '.keep': '',
        'new.pt': 'new',
        'of-another-node.pt': 'theirs',
        'sub/state.pt': 'changed',
      },
    ]);
  });

  test('what has not changed is not written again, and what cannot be kept is said and tried again', () => {
    const at = mkdtempSync(join(folder, 'kept-'));
    files(at, { 'own/a.pt': 'a', 'kept/.keep': '', 'kept/b.pt/in-the-way': '' });
    const program = `
keeper = r.Keeper(at / 'own', at / 'kept')
keeper._keep()
before = (at / 'kept/a.pt').stat().st_mtime_ns
(at / 'own/b.pt').write_text('b')
lines = []
r.say = lines.append
keeper._keep()
keeper._keep()
(at / 'kept/b.pt/in-the-way').unlink()
(at / 'kept/b.pt').rmdir()
keeper._keep()
print(json.dumps([(at / 'kept/a.pt').stat().st_mtime_ns == before, len(lines), lines[0][:28], (at / 'kept/b.pt').read_text()]))`;
    expect(run(program, { at })).toEqual([true, 1, 'cannot keep the checkpoint b', 'b']);
  });

  test('without a managed identity a secret is refused in one sentence', () => {
    const address = 'https://mine.vault.azure.net/secrets/token';
    const program = `
try:
    r.read_secrets({'TOKEN': '${address}#key'})
except r.CannotBegin as error:
    print(json.dumps(str(error)))`;
    expect(run(program, { at: folder })).toBe(
      `Cannot read the secret TOKEN (${address}): the job runs as no managed identity. The job's managed identity needs the role "Key Vault Secrets User" on the vault.`,
    );
  });

  test('the reason of a failure is one line of the log', () => {
    const program = `
lines = []
print_now = print
__builtins__.print = lambda text, flush: lines.append(text)
r.tell_failure(r.Place(code=at, model=at, checkpoints=at, logs_failure=True), 'ValueError: a\\n  b ' + 'x' * 2000)
__builtins__.print = print_now
print(json.dumps([lines[0][:35], len(lines[0])]))`;
    const [words, length] = run(program, { at: folder }) as [string, number];
    expect(words).toBe('[torchrelay:failed] ValueError: a b');
    expect(length).toBeLessThan(1025);
  });
});
