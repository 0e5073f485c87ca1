import type { Definition, Schema } from 'ts-json-schema-generator';

export interface Publication {
  /** The name of a type of the command. */
  readonly type: string;
  readonly file: string;
  readonly title: string;
}

/** The generator's schema as readers want it: with an identity, and each document by the name of its command. */
export function publish({
  schema: { definitions = {}, ...own },
  publication: { type, file, title },
  version,
}: {
  readonly schema: Schema;
  readonly publication: Publication;
  readonly version: number;
}): Schema {
  const { $schema = '', ...body } = own;
  const head = { $schema, $id: `urn:torchrelay:schema:v${version}:${file}`, title };
  if (type === 'Config') return { ...head, ...config({ ...body, definitions }) };
  if (type !== 'Documents') return { ...head, ...body, definitions };
  const documents = versioned(body.properties ?? {}, version);
  return {
    ...head,
    anyOf: Object.keys(documents).map((name) => ({ $ref: `#/definitions/${name}` })),
    definitions: { ...documents, ...definitions },
  };
}

/** What people write, so that editors underline what means nothing. */
function config(schema: Schema): Schema {
  const { definitions = {}, properties } = schema;
  return {
    ...schema,
    properties: { $schema: { type: 'string' }, ...properties },
    additionalProperties: false,
    definitions: Object.fromEntries(
      Object.entries(definitions).map(([name, definition]) => [name, closed(definition)]),
    ),
  };
}

function closed(definition: Definition | boolean): Definition | boolean {
  return typeof definition === 'object' && definition.properties !== undefined
    ? { ...definition, additionalProperties: false }
    : definition;
}

/** Each document says which version of the schema it follows. */
function versioned(
  documents: NonNullable<Definition['properties']>,
  version: number,
): Record<string, Definition> {
  const member = { type: 'object', properties: { schemaVersion: { const: version } } } as const;
  return Object.fromEntries(
    Object.entries(documents).map(([name, document]) => [
      name,
      {
        ...(typeof document === 'object' ? { allOf: [document] } : {}),
        ...member,
        required: ['schemaVersion'],
      },
    ]),
  );
}
