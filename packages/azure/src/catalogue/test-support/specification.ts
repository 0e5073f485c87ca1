import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { isRecord } from '../live/json-shape.ts';

interface Schema {
  readonly $ref?: string;
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
}

/** Microsoft's specification of Azure Machine Learning, as a checkout of azure-rest-api-specs has it. */
export interface Specification {
  /** What is wrong with an answer, by the schema of this name. Stricter than Azure: nothing may be unknown. */
  problems(definition: string, answer: unknown): string[];
}

const document = join(
  'machinelearningservices/resource-manager/Microsoft.MachineLearningServices',
  'stable/2024-04-01/machineLearningServices.json',
);

/** From `AZURE_REST_API_SPECS`, its folder `specification`, or from beside this checkout; `undefined` without. */
export function specification(): Specification | undefined {
  const folders = [
    process.env['AZURE_REST_API_SPECS'],
    join(import.meta.dirname, '../../../../../../shared/specs/azure-ml/specification'),
  ];
  const path = folders
    .map((folder) => join(folder ?? '', document))
    .find((candidate) => existsSync(candidate));
  if (path === undefined) return undefined;
  const { definitions } = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly definitions: Readonly<Record<string, Schema>>;
  };
  return {
    problems: (definition, answer) =>
      problems({ $ref: `#/definitions/${definition}` }, answer, definition, definitions),
  };
}

type Definitions = Readonly<Record<string, Schema>>;

function problems(schema: Schema, value: unknown, at: string, all: Definitions): string[] {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace('#/definitions/', '');
    const target = all[name];
    return target === undefined ? [`${at}: no ${schema.$ref}`] : problems(target, value, at, all);
  }
  if (!hasType(schema, value)) return [`${at} is no ${schema.type}`];
  const isListed = schema.enum === undefined || schema.enum.includes(value);
  return [
    ...(isListed ? [] : [`${at} is ${JSON.stringify(value)}`]),
    ...inObject(schema, value, at, all),
    ...(Array.isArray(value)
      ? value.flatMap((item, n) => problems(schema.items ?? {}, item, `${at}[${n}]`, all))
      : []),
  ];
}

function inObject(schema: Schema, value: unknown, at: string, all: Definitions): string[] {
  if (!isRecord(value)) return [];
  const missing = (schema.required ?? []).filter((key) => !(key in value));
  return [
    ...missing.map((key) => `${at} has no ${key}`),
    ...Object.entries(value).flatMap(([key, one]) => {
      const property = schema.properties?.[key];
      const place = `${at}.${key}`;
      return property === undefined
        ? [`${place} is not specified`]
        : problems(property, one, place, all);
    }),
  ];
}

function hasType({ type }: Schema, value: unknown): boolean {
  if (type === undefined) return true;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isRecord(value);
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}
