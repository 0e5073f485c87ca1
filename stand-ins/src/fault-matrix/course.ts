import type { Target } from '@torchrelay/core/target';

/** Commands in the order of a life: each finds what the one before it has left. */
export interface Course {
  readonly verbs: readonly Verb[];
  readonly commands: { readonly [Name in Verb]?: Command };
  /** Of what there is when the life is over, what should be gone. */
  readonly leftovers: (audit: readonly string[]) => readonly string[];
}

export type Verb = 'deploy' | 'update' | 'rollback' | 'destroy' | TrainingVerb;

export type TrainingVerb = 'train' | 'stop' | 'follow' | 'pipeline' | 'forget';

export interface Command {
  readonly run: (target: Target, name: string) => PromiseLike<unknown>;
  /** What the deployment adds to its input when the command is done; `undefined`: it does not answer. */
  readonly offset: number | undefined;
  /** What has to happen before, while nothing is taken down. */
  readonly prepare?: (target: Target, name: string, help: CourseHelp) => Promise<void>;
  /** Waits for what the command has only begun. */
  readonly settle?: (target: Target, name: string) => Promise<void>;
}

/** What nobody but the cloud can do. */
export interface CourseHelp {
  /** Takes the nodes of a job away. */
  readonly interrupt: (job: string) => Promise<void>;
}

export function byVerb<Value>(
  verbs: readonly Verb[],
  make: (verb: Verb) => Value,
): ReadonlyMap<Verb, Value> {
  return new Map(verbs.map((verb) => [verb, make(verb)]));
}

export function commandOf({ commands }: Pick<Course, 'commands'>, verb: Verb): Command {
  const found = commands[verb];
  if (found === undefined) throw new Error(`There is no command "${verb}" in this course.`);
  return found;
}
