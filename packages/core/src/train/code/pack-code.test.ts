import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { unpackTar } from 'modern-tar';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { codeFiles } from './code-files.ts';
import { packCode } from './pack-code.ts';

let source: string;
beforeEach(() => {
  source = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
});
afterEach(() => rmSync(source, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(source, path)), { recursive: true });
    writeFileSync(join(source, path), text);
  }
}

describe('the files of the code', () => {
  const tree = {
    'train.py': '',
    'lib/model.py': '',
    'lib/__pycache__/model.cpython-311.pyc': '',
    'lib/.gitignore': '*.log\n!keep.log\n/local.txt\n',
    'lib/a.log': '',
    'lib/keep.log': '',
    'lib/local.txt': '',
    'lib/deep/local.txt': '',
    'lib/deep/b.log': '',
    '.gitignore': '# comment\nruns/\n*.ckpt\n!important.ckpt\n/only-here\n\\#odd\n',
    'runs/1/out.txt': '',
    'lib/runs/2/out.txt': '',
    'x.ckpt': '',
    'important.ckpt': '',
    'only-here': '',
    'lib/only-here': '',
    '#odd': '',
    'with space é.txt': '',
  };

  test('are those that git would take, whatever level its rules stand on', async () => {
    write(tree);
    execFileSync('git', ['init', '-q'], { cwd: source });
    const listed = execFileSync('git', ['ls-files', '-z', '--others', '--exclude-standard'], {
      cwd: source,
      encoding: 'utf8',
    });
    const byGit = listed.split('\0').filter((path) => path !== '' && !path.includes('__pycache__'));
    expect(await codeFiles(source)).toEqual(byGit.toSorted());
  });

  test('are plain: a link would not be the same elsewhere', async () => {
    write({ 'train.py': '' });
    symlinkSync('/etc/passwd', join(source, 'link'));
    await expect(codeFiles(source)).rejects.toThrow(/link.* is neither a file nor a folder/);
    write({ '.gitignore': 'link' });
    expect(await codeFiles(source)).toEqual(['.gitignore', 'train.py']);
  });

  test('are nowhere where there is no folder', async () => {
    await expect(codeFiles(join(source, 'nowhere'))).rejects.toMatchObject({
      code: 'JOB_SOURCE_INVALID',
    });
  });
});

describe('the packed code', () => {
  test('is the same for the same code, whenever it was written', async () => {
    write({ 'train.py': 'print(1)', 'lib/a.py': 'a' });
    const first = await packCode({ source, entry: 'train.py' });
    utimesSync(join(source, 'train.py'), 1, 1);
    expect(await packCode({ source, entry: 'train.py' })).toEqual(first);
  });

  test.each<[what: string, change: () => void]>([
    ['a content', () => write({ 'train.py': 'print(2)' })],
    ['a name', () => write({ 'other.py': '' })],
    ['the right to be run', () => chmodSync(join(source, 'train.py'), 0o755)],
  ])('is another with %s changed', async (_, change) => {
    write({ 'train.py': 'print(1)' });
    const first = await packCode({ source, entry: 'train.py' });
    change();
    expect((await packCode({ source, entry: 'train.py' })).digest).not.toBe(first.digest);
  });

  test('is an archive of its files, long names and odd letters included', async () => {
    const long = `${'deep/'.repeat(40)}file é.py`;
    write({ 'train.py': 'print(1)', [long]: 'x' });
    chmodSync(join(source, 'train.py'), 0o755);
    const { archive } = await packCode({ source, entry: 'train.py' });
    const entries = await unpackTar(archive);
    expect(entries.map(({ header: { name, mode } }) => [name, mode])).toEqual([
      [long, 0o644],
      ['train.py', 0o755],
    ]);
    expect(new TextDecoder().decode(entries[0]?.data)).toBe('x');
  });

  test('has to hold the entry, and says what could be one', async () => {
    write({ 'main.py': '', 'tool.py': '', 'notes.txt': '' });
    await expect(packCode({ source, entry: 'train.py' })).rejects.toMatchObject({
      message: `${source} has no file train.py, or .gitignore names it.`,
      hint: 'Give one of its scripts as "entry": main.py, tool.py.',
    });
  });
});
