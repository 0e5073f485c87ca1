import { Ajv, type ValidateFunction } from 'ajv';

import documents from '../../schema/v1/documents.json' with { type: 'json' };
import events from '../../schema/v1/events.json' with { type: 'json' };

/** A schema as the tests want it: what it does not name must not be there. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const members = Object.entries(schema).map(([key, value]) => [key, closed(value)]);
  const isOpen =
    'properties' in schema && !('additionalProperties' in schema) && !('allOf' in schema);
  return { ...Object.fromEntries(members), ...(isOpen && { additionalProperties: false }) };
}

const ajv = new Ajv({ strict: false, allErrors: true });
const compile = (schema: object): ValidateFunction => ajv.compile(schema);

const { definitions } = documents;
const validators = new Map<string, ValidateFunction>();

/** Of what stands beside `schemaVersion`. */
function validatorOf(name: string): ValidateFunction {
  const known = validators.get(name);
  if (known !== undefined) return known;
  const entry: unknown = Object.entries(definitions).find(([each]) => each === name)?.[1];
  if (typeof entry !== 'object' || entry === null || !('allOf' in entry)) {
    throw new Error(`the schema has no document "${name}"`);
  }
  const made = compile(Object(closed({ allOf: entry.allOf, definitions })));
  validators.set(name, made);
  return made;
}

const { $id: _, ...eventSchema } = events;
const validateEvent = compile(Object(closed(eventSchema)));

/** @throws Error where a command prints as JSON what its published schema does not have */
export function checkOutput(commandLine: readonly string[], stdout: string): void {
  const end = commandLine.indexOf('--');
  const own = end < 0 ? commandLine : commandLine.slice(0, end);
  if (stdout === '' || own.includes('--help') || own.includes('--policy')) return;
  const command = own.find((part) => !part.startsWith('-')) ?? 'version';
  if (own.includes('--events')) checkEvents(command, stdout);
  else if (own.includes('--json')) checkDocument(command, JSON.parse(stdout));
}

function checkEvents(command: string, stdout: string): void {
  for (const line of stdout.trimEnd().split('\n')) {
    const event: { type?: unknown; document?: object } = JSON.parse(line);
    expectValid(validateEvent, event, 'an event');
    if (event.type === 'result') checkDocument(command, event.document ?? {});
  }
}

function checkDocument(
  command: string,
  document: { schemaVersion?: unknown; error?: unknown },
): void {
  const { schemaVersion, ...rest } = document;
  if (schemaVersion !== 1) throw new Error(`${command} does not name the version of its schema`);
  const name = 'error' in rest ? 'error' : command;
  expectValid(validatorOf(name), rest, `the document of ${name}`);
}

function expectValid(validate: ValidateFunction, value: unknown, what: string): void {
  if (validate(value)) return;
  const problems = (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
  throw new Error(`${what} is not as its schema says:\n${problems.join('\n')}`);
}
