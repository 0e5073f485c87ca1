import { expect, test } from 'vitest';

import { commands } from '../commands/index.ts';
import { answerFor } from './answer.ts';
import { complete } from './complete.ts';

const names = {
  deployments: ['adder', 'resnet50'],
  jobs: ['digits'],
  pipelines: ['nightly'],
  stages: ['dev', 'prod'],
};

/** The words that a line may go on with; what is being typed is after the last space. */
function next(line: string): readonly string[] | 'files' {
  const found = complete({ words: line.split(' '), commands, names });
  return found === 'files' ? found : found.map(({ word }) => word);
}

test.each([
  ['de', ['deploy', 'destroy']],
  ['help de', ['deploy', 'destroy']],
  ['--v', ['--version']],
  ['deploy --inst', ['--instances']],
  ['deploy --instances 2 --inst', []],
  ['deploy --input x=FP32[1] --inp', ['--input']],
  ['deploy --strategy ', ['side-by-side', 'in-place', 'recreate']],
  ['deploy --strategy=in', ['--strategy=in-place']],
  ['deploy --strategy = in', ['in-place']],
  ['deploy --strategy =', ['side-by-side', 'in-place', 'recreate']],
  ['deploy --strategy = in-place --yes --instan', ['--instances']],
  ['deploy --target sa', ['sagemaker://']],
  ['deploy --stage p', ['prod']],
  ['deploy res', ['resnet50']],
  ['deploy --name a', ['adder']],
  ['deploy ./models/', 'files'],
  ['client x.pt -o ', 'files'],
  ['client x.pt --out ./cl', 'files'],
  ['status ', ['adder', 'resnet50']],
  ['status --target local a', ['adder']],
  ['status adder ', []],
  ['status --job ', ['digits']],
  ['stop ', ['digits']],
  ['train ', ['digits']],
  ['train digits -- ', 'files'],
  ['pipeline ', ['nightly']],
  ['completion z', ['zsh']],
  ['list --name ', []],
  ['nonsense ', []],
])('"%s" goes on with %j', (line, expected) => {
  expect(next(line)).toEqual(expected);
});

test('all options are there, and what each does', () => {
  const found = complete({ words: ['gc', '--'], commands, names });
  expect(found).toContainEqual({
    word: '--dry-run',
    summary: 'Say what would be removed, and remove nothing',
  });
  expect(found).toContainEqual({ word: '--json', summary: expect.any(String) });
});

test('each shell gets its own form', () => {
  const found = [
    { word: 'sagemaker://', summary: 'Amazon SageMaker' },
    { word: '--strategy=in-place' },
  ];
  expect(answerFor('bash', found)).toEqual(['sagemaker://', 'in-place']);
  expect(answerFor('zsh', found)).toEqual([
    'sagemaker\\://:Amazon SageMaker',
    '--strategy=in-place:',
  ]);
  expect(answerFor('fish', found)[0]).toBe('sagemaker://\tAmazon SageMaker');
  expect(answerFor('powershell', found)[1]).toBe('--strategy=in-place\t');
  expect(answerFor('fish', 'files')).toEqual([':files']);
});
