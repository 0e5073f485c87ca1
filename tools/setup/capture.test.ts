import { expect, it } from 'vitest';
import { capture, lastLines } from './capture.js';

const node = (program: string) => capture(process.execPath, ['-e', program]);

it('keeps stdout apart, and both streams together', async () => {
  const { exitCode, stdout, output } = await node(`
    process.stdout.write('out');
    setTimeout(() => process.stderr.write('err'), 100);
    process.exitCode = 3;
  `);
  expect({ exitCode, stdout, output }).toEqual({ exitCode: 3, stdout: 'out', output: 'outerr' });
});

it('reports a command that does not exist as an outcome', async () => {
  const { exitCode, output } = await capture('/nowhere/at-all', []);
  expect(exitCode).toBe(-1);
  expect(output).toContain('ENOENT');
});

it('reports a killed command as failed', async () => {
  const { exitCode } = await node(`process.kill(process.pid, 'SIGKILL')`);
  expect(exitCode).toBe(-1);
});

it('keeps the end of a long output, where the reason stands', () => {
  expect(lastLines('1\n2\n3\n4\n\n', 2)).toBe('3\n4');
});
