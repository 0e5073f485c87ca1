import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { publish } from './publish.ts';

const script = fileURLToPath(new URL('generate.ts', import.meta.url));

test('the schemas in the repository are those of the types', () => {
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('a document is found by the name of its command, and names the version of its schema', () => {
  const schema = publish({
    schema: {
      $schema: 'http://json-schema.org/draft-07/schema#',
      properties: { list: { $ref: '#/definitions/ListDocument' } },
      definitions: { ListDocument: { type: 'object' } },
    },
    publication: { type: 'Documents', file: 'documents.json', title: 'What is printed' },
    version: 3,
  });
  expect(schema).toEqual({
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'urn:torchrelay:schema:v3:documents.json',
    title: 'What is printed',
    anyOf: [{ $ref: '#/definitions/list' }],
    definitions: {
      list: {
        allOf: [{ $ref: '#/definitions/ListDocument' }],
        type: 'object',
        properties: { schemaVersion: { const: 3 } },
        required: ['schemaVersion'],
      },
      ListDocument: { type: 'object' },
    },
  });
});

test('a config file may have nothing that means nothing', () => {
  const schema = publish({
    schema: {
      properties: { jobs: {} },
      definitions: { Job: { properties: { nodes: {} } }, Text: { type: 'string' } },
    },
    publication: { type: 'Config', file: 'config.json', title: 'A config file' },
    version: 1,
  });
  expect(schema).toMatchObject({
    properties: { $schema: { type: 'string' }, jobs: {} },
    additionalProperties: false,
    definitions: {
      Job: { properties: { nodes: {} }, additionalProperties: false },
      Text: { type: 'string' },
    },
  });
});
